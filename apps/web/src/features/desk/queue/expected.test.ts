import { expect, test } from "vitest";
import type { BookingOut } from "@/generated/visit";
import { expectedStage } from "./expected";
import type { Action, Entry } from "./queue";
import { find } from "./send";

const job = (stage: BookingOut["stage"], pricing: "fixed_scope" | "inspection_first" = "fixed_scope") => ({
  stage,
  service: { pricing } as BookingOut["service"],
});
const waiting = (actions: Action[], refusedAt = -1): Entry[] =>
  actions.map((action, seq) => ({
    id: String(seq),
    account: "me",
    job: "a",
    key: String(seq),
    at: "2026-11-28T10:00:00Z",
    seq,
    action,
    tries: 0,
    ...(seq === refusedAt && { refused: { status: 409, code: "x", title: "x", errors: [] } }),
  }));

const visit: Action[] = [{ kind: "go" }, { kind: "arrive" }, { kind: "start", code: "1234" }];

test("a whole job goes on without a network", () => {
  expect(expectedStage(job("assigned"), waiting(visit))).toBe("working");
  expect(expectedStage(job("assigned", "inspection_first"), waiting(visit))).toBe("inspecting");
  const photo: Action = { kind: "photo", purpose: "completion", file: new Blob() };
  expect(expectedStage(job("working"), waiting([photo, { kind: "complete" }]))).toBe("done");
});

test("what was refused and what stands behind it does not count", () => {
  expect(expectedStage(job("assigned"), waiting(visit, 1))).toBe("en_route");
});

test("what the server knows already changes nothing", () => {
  expect(expectedStage(job("arrived"), waiting(visit.slice(0, 2)))).toBe("arrived");
});

test("a picture that is there already is known by its kind, length and time", () => {
  const there = { id: "p", contentType: "image/jpeg", createdAt: "2026-11-28T10:00:05Z" };
  const photos = [{ ...there, purpose: "parts", sizeBytes: 1234 }];
  expect(find(photos, "parts", 1234, "2026-11-28T10:00:00Z")?.id).toBe("p");
  expect(find(photos, "completion", 1234, "2026-11-28T10:00:00Z")).toBeUndefined();
  expect(find(photos, "parts", 1235, "2026-11-28T10:00:00Z")).toBeUndefined();
  expect(find(photos, "parts", 1234, "2026-12-01T10:00:00Z")).toBeUndefined();
});
