import { screen } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import type { BookingOut } from "@/generated/visit";
import { format, logIn, pressables, show, t } from "@/testing/screen";
import { Now } from "./now";

const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();
const looking = (more: object) =>
  ({
    id: "b1",
    status: "pending",
    stage: "searching",
    instant: true,
    createdAt: ago(20),
    startsAt: ago(-3600),
    times: {},
    ...more,
  }) as unknown as BookingOut;
const search = { since: ago(20), round: 2, radiusM: 5000, exhausted: false };
const see = (booking: BookingOut) => show(<Now booking={booking} refresh={() => undefined} />);

beforeEach(() => logIn("customer"));

test("a search says its round, how far it looks, and how long somebody has to answer", () => {
  see(looking({ stage: "offered", search: { ...search, offeredUntil: ago(-25) } }));
  screen.getByText(t("visit.round", { round: 2, distance: format.distance(5000) }));
  const left = screen.getByText((text) =>
    text.startsWith(t("visit.answer_in", { time: "" }).trim().slice(0, 14)),
  );
  expect(left.textContent).toMatch(/0:2[45]/);
  expect(pressables(t("visit.search_again")), "nothing to decide yet").toEqual([]);
});

test("before the first round only the time since the order is told", () => {
  see(looking({ search: { ...search, round: 0, radiusM: 0 } }));
  expect(screen.queryByText(t("visit.round", { round: 0, distance: format.distance(0) }))).toBeNull();
  expect(document.body.textContent).toContain(t("visit.rounds", { time: "0:20" }));
});

test.each([true, false])("when all were asked one is asked how to go on (instant: %s)", (instant) => {
  see(looking({ instant, search: { ...search, round: 6, radiusM: 20_000, exhausted: true } }));
  screen.getByText(t("stage.searching_long"));
  expect(pressables(t("visit.search_again"))).toHaveLength(1);
  expect(pressables(t("visit.other_time"))).toHaveLength(1);
});
