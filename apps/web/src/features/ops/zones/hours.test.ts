import { expect, test } from "vitest";
import { hoursOf, weekOf } from "./hours";

test("hours survive being shown and read again, midnight too", () => {
  const hours = [
    { weekday: 0, start_minute: 0, end_minute: 1440 },
    { weekday: 5, start_minute: 840, end_minute: 1320 },
  ];
  const week = weekOf(hours);
  expect(week[0]).toEqual([{ from: "00:00", to: "00:00" }]);
  expect(week[1]).toEqual([]);
  expect(hoursOf(week)).toEqual(hours);
});

test("spans that overlap, end before they begin or are no times are none", () => {
  const only = (...spans: { from: string; to: string }[]) => hoursOf([spans]);
  expect(only({ from: "10:00", to: "09:00" })).toBeUndefined();
  expect(only({ from: "10:00", to: "12:00" }, { from: "11:00", to: "13:00" })).toBeUndefined();
  expect(only({ from: "", to: "12:00" })).toBeUndefined();
  expect(only({ from: "10:00", to: "12:00" }, { from: "12:00", to: "13:00" })).toHaveLength(2);
});
