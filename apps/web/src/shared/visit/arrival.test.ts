import { expect, test } from "vitest";
import { Format } from "@/shared/format/format";
import type { Translate } from "@/shared/i18n/translate";
import { arrival } from "./arrival";

const t: Translate = (key, gaps) => `${key} ${JSON.stringify(gaps)}`;
const english = new Format({ lang: "en", digits: "latn" });

test("an interval of minutes, or one time where both ends meet", () => {
  expect(arrival({ lowS: 240, highS: 620 }, t, english)).toBe('track.arrives {"low":4,"high":10}');
  expect(arrival({ lowS: 5, highS: 40 }, t, english)).toBe('track.arrives_soon {"time":"1 minute"}');
});
