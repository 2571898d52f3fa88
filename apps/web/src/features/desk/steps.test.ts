import { expect, test } from "vitest";
import type { BookingOut } from "@/generated/visit";
import { stepsOf } from "./steps";

const job = (stage: BookingOut["stage"], pricing: "fixed_scope" | "inspection_first" = "fixed_scope") => ({
  stage,
  status: "in_progress" as const,
  service: { pricing } as BookingOut["service"],
  times: { enRouteAt: "2026-11-28T10:00:00Z" },
});
const now = (one: ReturnType<typeof job>) => stepsOf(one, one.stage).find((s) => s.state === "now")?.step;

test("each stage has one step that is now", () => {
  expect(now(job("assigned"))).toBe("go");
  expect(now(job("en_route"))).toBe("arrive");
  expect(now(job("arrived"))).toBe("code");
  expect(now(job("inspecting", "inspection_first"))).toBe("inspect");
  expect(now(job("awaiting_approval", "inspection_first"))).toBe("inspect");
  expect(now(job("awaiting_approval"))).toBe("work");
  expect(now(job("paused"))).toBe("work");
  expect(now(job("done"))).toBe("cash");
});

test("only what is inspected first has that step, and when all is settled all is done", () => {
  expect(stepsOf(job("working"), "working").map((s) => s.step)).not.toContain("inspect");
  expect(stepsOf(job("settled"), "settled").every((s) => s.state === "done")).toBe(true);
  expect(stepsOf({ ...job("assigned"), status: "cancelled" }, "assigned")).toEqual([]);
});
