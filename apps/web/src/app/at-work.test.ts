import { expect, test } from "vitest";
import { atWork } from "./at-work";

test("a link to a customer's screen leads a technician to the desk's", () => {
  expect(atWork("/bookings/b1")).toBe("/work/jobs/b1");
  expect(atWork("/talk/c1")).toBe("/work/talk/c1");
  expect(atWork("/account/notifications")).toBe("/work/notifications");
  expect(atWork("/account/alerts")).toBe("/work/alerts");
  expect(atWork("/account/privacy")).toBe("/work/privacy");
  expect(atWork("/talk")).toBe("/work/talks");
  expect(atWork("/talk/new")).toBe("/work/ask");
});

test("screens that the desk does not have stay", () => {
  for (const path of ["/account/wallet", "/account/plans", "/s/1", "/bookings"])
    expect(atWork(path)).toBeUndefined();
});
