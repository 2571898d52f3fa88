import { expect, test } from "vitest";
import type { PageBookingBoardItemOut } from "@/generated/ops";
import { doingOf, heaps } from "./pins";

type Item = PageBookingBoardItemOut["items"][number];

const item = (id: string, district: string, stage: Item["stage"]): Item => ({
  id,
  number: id,
  categoryId: "c",
  createdAt: "2026-11-01T10:00:00Z",
  customerId: "u",
  district: { ar: district, en: district },
  dropOuts: 0,
  endsAt: "2026-11-01T12:00:00Z",
  instant: true,
  paymentMethod: "cash",
  paymentStatus: "pending",
  searches: 1,
  serviceId: "s",
  serviceName: { ar: "خدمة", en: "Service" },
  stage,
  startsAt: "2026-11-01T11:00:00Z",
  status: "pending",
  total: { amount: 100, currency: "EGP" },
  zoneId: "z",
});

test("bookings are heaped by district, and a heap says when somebody waits", () => {
  const districts = [
    { g: "EG-C", ar: "المعادي", en: "Maadi", at: [31.25, 29.96] as [number, number] },
    { g: "EG-GZ", ar: "الدقي", en: "Dokki", at: [31.21, 30.04] as [number, number] },
  ];
  const made = heaps(
    [item("1", "Maadi", "working"), item("2", "Maadi", "searching"), item("3", "Dokki", "en_route")],
    districts,
  );
  expect(made.map(({ id, bookings, waiting }) => [id, bookings.length, waiting])).toEqual([
    ["Maadi", 2, true],
    ["Dokki", 1, false],
  ]);
  expect(made[0]?.at).toEqual({ lat: 29.96, lng: 31.25 });
});

test("a district the map does not know makes no pin at a wrong place", () => {
  expect(heaps([item("1", "Atlantis", "working")], [])).toEqual([]);
});

test("a job counts before the shift", () => {
  expect(doingOf({ bookingId: "b", onShift: false })).toBe("on_job");
  expect(doingOf({ onShift: true })).toBe("free");
  expect(doingOf({ onShift: false })).toBe("off");
});
