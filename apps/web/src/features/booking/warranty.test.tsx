import { fireEvent, screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import type { BookingOut } from "@/generated/visit";
import { dayStrip } from "@/shared/order/windows";
import {
  address,
  answer,
  dialog,
  fill,
  format,
  lastTo,
  logIn,
  press,
  sentTo,
  show,
  t,
} from "@/testing/screen";
import { Warranty } from "./warranty";

const CLAIMS = "/api/v1/bookings/b1/warranty-claims";
const [, TOMORROW = ""] = dayStrip(new Date());
const AT = `${TOMORROW}T09:00:00Z`;
const booking = {
  id: "b1",
  service: { id: "s1", quantity: 1, warrantyDays: 14, pricing: "fixed_scope" },
  place: { pin: { lat: 30, lng: 31 } },
  times: { endedAt: new Date().toISOString() },
} as unknown as BookingOut;

beforeEach(() => {
  logIn("customer");
  answer(`GET ${CLAIMS}`, { items: [] });
  answer("GET /api/v1/slots", {
    days: [{ date: TOMORROW, slots: [{ startsAt: AT, localTime: "11:00", technicians: "few" }] }],
  });
});

test("a claim assumes nothing and says what is missing where it is missing", async () => {
  show(<Warranty booking={booking} />);
  await press(t("warranty.claim"));
  const sheet = await dialog();
  await screen.findByRole("group", { name: t("time.hour") });
  await press(t("warranty.send"), sheet);
  screen.getByText(t("warranty.fault_missing"));
  screen.getByText(t("time.missing"));
  await fill(t("warranty.fault"), " It drips again ");
  await press(t("warranty.send"), sheet);
  expect(screen.queryByText(t("warranty.fault_missing"))).toBeNull();
  fireEvent.click(screen.getByRole("button", { name: format.time(AT) }));
  expect(screen.queryByText(t("time.missing"))).toBeNull();
  expect(sentTo(`POST ${CLAIMS}`)).toEqual([]);
  answer(`POST ${CLAIMS}`, { id: "b2" });
  await press(t("warranty.send"), sheet);
  await waitFor(() => expect(address()).toBe("/bookings/b2"));
  expect(lastTo(`POST ${CLAIMS}`).body).toEqual({ fault: "It drips again", startsAt: AT, photoIds: [] });
});
