import type { BookingOut } from "@/generated/visit";
import type { Action, Entry } from "./queue";

type Stage = BookingOut["stage"];

/**
 * Where a job will stand once everything that waits is sent: what the screen shows, so that work goes
 * on in a basement. What was refused, and what stands behind it, does not count.
 */
export function expectedStage(job: Pick<BookingOut, "stage" | "service">, entries: Entry[]): Stage {
  let stage = job.stage;
  for (const entry of entries) {
    if (entry.refused) break;
    stage = after(stage, entry.action, job.service.pricing === "inspection_first");
  }
  return stage;
}

function after(stage: Stage, action: Action, inspects: boolean): Stage {
  switch (action.kind) {
    case "go":
      return stage === "assigned" ? "en_route" : stage;
    case "arrive":
      return stage === "en_route" ? "arrived" : stage;
    case "start":
      return stage === "arrived" ? (inspects ? "inspecting" : "working") : stage;
    case "estimate":
      return stage === "inspecting" ? "awaiting_approval" : stage;
    case "change":
      return stage === "working" ? "awaiting_approval" : stage;
    case "pause":
      return stage === "working" ? "paused" : stage;
    case "resume":
      return stage === "paused" ? "working" : stage;
    case "complete":
      return stage === "working" ? "done" : stage;
    case "photo":
    case "tick":
      return stage;
  }
}
