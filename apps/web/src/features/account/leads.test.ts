import { expect, test } from "vitest";
import { lead, leadAtWork } from "./leads";

test("a technician's news opens the job, or the place where it is seen to", () => {
  expect(leadAtWork({ kind: "job_assigned", bookingId: "b1" })).toBe("/work/jobs/b1");
  expect(leadAtWork({ kind: "offer_made", bookingId: "b1" })).toBe("/work");
  expect(leadAtWork({ kind: "job_released", bookingId: "b1" })).toBe("/work");
  expect(leadAtWork({ kind: "debt_blocked" })).toBe("/work/earnings");
  expect(leadAtWork({ kind: "document_expiring" })).toBe("/work/setup");
  expect(leadAtWork({ kind: "rating_received", bookingId: null })).toBe("/work/ratings");
  expect(leadAtWork({ kind: "password_changed" })).toBe("/work/notifications");
});

test("a customer's news opens the booking", () => {
  expect(lead({ kind: "provider_found", bookingId: "b1" })).toBe("/bookings/b1");
  expect(lead({ kind: "welcome" })).toBe("/account/notifications");
});
