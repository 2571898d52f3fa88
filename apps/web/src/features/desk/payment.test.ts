import { expect, test } from "vitest";
import { payment } from "./payment";

const NOON = Date.parse("2026-11-29T12:00:00Z");
const job = (endedAt: string | null, method: "cash" | "card" = "cash", amount = 17_500) => ({
  paymentMethod: method,
  price: { total: { amount, currency: "EGP" as const } },
  times: { endedAt },
});

test("cash is taken at the door, and was taken once the door is far", () => {
  expect(payment(job("2026-11-29T11:58:00Z"), NOON)).toBe("take");
  expect(payment(job("2026-11-29T10:59:00Z"), NOON)).toBe("taken");
  expect(payment(job("2026-11-01T10:00:00Z"), NOON)).toBe("taken");
});

test("a job whose end still waits to be sent has its cash to take", () => {
  expect(payment(job(null), NOON)).toBe("take");
});

test("nothing is taken for what was paid otherwise, or costs nothing", () => {
  expect(payment(job("2026-11-29T11:58:00Z", "card"), NOON)).toBe("online");
  expect(payment(job("2026-11-29T11:58:00Z", "cash", 0), NOON)).toBe("online");
});
