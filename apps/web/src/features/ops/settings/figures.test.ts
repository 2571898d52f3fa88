import { expect, test } from "vitest";
import type { MatchingFiguresOut } from "@/generated/ops";
import { Format } from "@/shared/format/format";
import { FIGURES, shown, verdict } from "./figures";

const BEFORE: MatchingFiguresOut = {
  roundsAsked: 40,
  roundsWaited: 2,
  offers: 44,
  medianDistanceM: 2400,
  p90DistanceM: 6100,
  medianTravelS: 605,
  p90TravelS: 1500,
  meanAcceptanceBp: 7350,
  providers: 12,
  unevennessBp: null,
};
const figure = (name: keyof MatchingFiguresOut) => {
  const found = FIGURES.find((one) => one.name === name);
  if (!found) throw new Error(name);
  return found;
};

test("every figure is listed once, and written with its unit", () => {
  expect(FIGURES.map(({ name }) => name).sort()).toEqual(Object.keys(BEFORE).sort());
  const format = new Format({ lang: "en", digits: "latn" });
  const text = (name: keyof MatchingFiguresOut) => shown(figure(name), BEFORE, format);
  expect(text("medianTravelS")).toBe("10.1 minutes");
  expect(text("medianDistanceM")).toBe("2.4 km");
  expect(text("meanAcceptanceBp")).toBe("73.5%");
  expect(text("unevennessBp")).toBe("–");
  expect(text("offers")).toBe("44");
});

test("which way is better depends on the figure", () => {
  const after = { ...BEFORE, medianTravelS: 500, meanAcceptanceBp: 7000, offers: 50, unevennessBp: 100 };
  const of = (name: keyof MatchingFiguresOut) => verdict(figure(name), BEFORE, after);
  expect(of("medianTravelS")).toBe("better");
  expect(of("meanAcceptanceBp")).toBe("worse");
  expect(of("p90TravelS")).toBe("same");
  expect(of("offers"), "neither").toBe("other");
  expect(of("unevennessBp"), "nobody was asked before").toBe("other");
});
