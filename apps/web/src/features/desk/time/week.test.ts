import { expect, test } from "vitest";
import { exceptionsOf, minuteOf, nextSpan, ramadanFrom, spansOf, timeOf, withDays, wrongIn } from "./week";

const HOURS = [
  { weekday: 0, fromMinute: 840, toMinute: 1080 },
  { weekday: 0, fromMinute: 540, toMinute: 720 },
  { weekday: 5, fromMinute: 600, toMinute: 660 },
];

test("a day's spans come in order, and copying replaces the other days' only", () => {
  const sunday = spansOf(HOURS, 0);
  expect(sunday).toEqual([
    { from: 540, to: 720 },
    { from: 840, to: 1080 },
  ]);
  const copied = withDays(HOURS, [5, 6], sunday);
  expect(spansOf(copied, 5)).toEqual(sunday);
  expect(spansOf(copied, 6)).toEqual(sunday);
  expect(spansOf(copied, 0)).toEqual(sunday);
  expect(withDays(HOURS, [0], [])).toEqual([HOURS[2]]);
});

test("wrong spans are named", () => {
  expect(wrongIn([{ from: 600, to: 600 }])).toBe("backwards");
  expect(
    wrongIn([
      { from: 800, to: 900 },
      { from: 600, to: 801 },
    ]),
  ).toBe("overlap");
  expect(
    wrongIn([
      { from: 600, to: 800 },
      { from: 800, to: 900 },
    ]),
  ).toBeNull();
});

test("a new span follows the last one and ends by midnight", () => {
  expect(nextSpan([])).toEqual({ from: 600, to: 1080 });
  expect(nextSpan([{ from: 540, to: 720 }])).toEqual({ from: 780, to: 960 });
  expect(nextSpan([{ from: 540, to: 1440 }])).toEqual({ from: 1380, to: 1440 });
});

test("midnight ends a day, and begins one", () => {
  expect(timeOf(1440)).toBe("00:00");
  expect(minuteOf("00:00", true)).toBe(1440);
  expect(minuteOf("00:00", false)).toBe(0);
  expect(minuteOf(timeOf(575), true)).toBe(575);
});

const off = {
  works: false,
  firstDay: "2026-12-24",
  lastDay: "2026-12-26",
  allDay: true,
  span: { from: 0, to: 60 },
  note: " عيد ",
};

test("time off is one piece from the first midnight to the last", () => {
  expect(exceptionsOf(off)).toEqual([
    { works: false, note: "عيد", startsAt: "2026-12-23T22:00:00.000Z", endsAt: "2026-12-26T22:00:00.000Z" },
  ]);
});

test("hours are the same on the wall each day, over the change of clocks too", () => {
  const sent = exceptionsOf({
    ...off,
    works: true,
    allDay: false,
    firstDay: "2027-04-29",
    lastDay: "2027-04-30",
    span: { from: 1200, to: 1440 },
    note: "",
  });
  expect(sent).toEqual([
    {
      works: true,
      note: undefined,
      startsAt: "2027-04-29T18:00:00.000Z",
      endsAt: "2027-04-29T22:00:00.000Z",
    },
    {
      works: true,
      note: undefined,
      startsAt: "2027-04-30T17:00:00.000Z",
      endsAt: "2027-04-30T21:00:00.000Z",
    },
  ]);
});

test("the coming Ramadan, or the one that runs from today on", () => {
  expect(ramadanFrom("2026-11-28")).toEqual({ firstDay: "2027-02-08", lastDay: "2027-03-08" });
  expect(ramadanFrom("2027-03-01")).toEqual({ firstDay: "2027-03-01", lastDay: "2027-03-08" });
});
