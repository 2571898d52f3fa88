import type { BookingOut } from "@/generated/visit";

type Step = "go" | "arrive" | "code" | "inspect" | "work" | "cash";
export interface StepAt {
  step: Step;
  state: "done" | "now" | "later";
  at?: string | null;
}

type Stage = BookingOut["stage"];

/** Which step of a visit a stage belongs to; nothing for what is no visit of the technician's yet. */
function stepOf(stage: Stage, inspects: boolean): Step | "over" | undefined {
  switch (stage) {
    case "assigned":
      return "go";
    case "en_route":
      return "arrive";
    case "arrived":
      return "code";
    case "inspecting":
      return "inspect";
    case "awaiting_approval":
      return inspects ? "inspect" : "work";
    case "working":
    case "paused":
      return "work";
    case "done":
    case "settled":
    case "closed":
    case "open":
    case "under_review":
      return "over";
    default:
      return undefined;
  }
}

/** The visit as a checklist: what is done and when, what is now, what comes. */
export function stepsOf(
  job: Pick<BookingOut, "stage" | "service" | "times" | "status">,
  stage: Stage,
): StepAt[] {
  if (job.status === "cancelled" || job.status === "pending") return [];
  const inspects = job.service.pricing === "inspection_first";
  // An estimate that was approved leads to work; a change order waits in the midst of it.
  const approved = stage === "awaiting_approval" && inspects && job.stage === "working";
  const now = approved ? "work" : stepOf(stage, inspects);
  const all: [Step, string | null | undefined][] = [
    ["go", job.times.enRouteAt],
    ["arrive", job.times.arrivedAt],
    ["code", job.times.startedAt],
    ...(inspects ? [["inspect", null] satisfies [Step, null]] : []),
    ["work", job.times.endedAt],
    ["cash", job.times.moneySettledAt],
  ];
  const index = now === "over" ? all.length - 1 : all.findIndex(([step]) => step === now);
  return all.map(([step, at], i) => ({
    step,
    at,
    state:
      i < index ? "done" : i > index ? "later" : stage === "settled" || stage === "closed" ? "done" : "now",
  }));
}
