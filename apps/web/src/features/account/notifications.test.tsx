import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { address, answer, logIn, press, pressables, show } from "@/testing/screen";
import Notifications from "./notifications";

test("a technician's news stays within the desk", async () => {
  logIn("service_provider");
  const news = (id: string, kind: string, bookingId?: string) => ({
    id,
    kind,
    bookingId,
    title: id,
    body: `About ${id}`,
    createdAt: "2026-03-01T08:00:00Z",
    readAt: "2026-03-01T09:00:00Z",
  });
  answer("GET /api/v1/notifications", {
    unreadCount: 0,
    items: [news("Yours", "job_assigned", "b1"), news("Wanted", "offer_made", "b2")],
  });
  show(<Notifications atWork />, { at: "/work/notifications", route: "/work/notifications" });
  await screen.findByText("Wanted");
  expect(pressables(/Wanted/)[0]?.getAttribute("href")).toBe("/work");
  await press(/Yours/);
  expect(address()).toBe("/work/jobs/b1");
});
