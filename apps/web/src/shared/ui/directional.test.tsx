import { expect, test } from "vitest";
import { show } from "@/testing/screen";
import { Parts, WithNumbers } from "./directional";

test("numbers of bookings stand whole and left to right among other words", () => {
  const text = "انتهت الخدمة (حجز OS-NLHE8Y). ثم OS-2SMH9X، لا OS-ABC";
  const { container } = show(<WithNumbers text={text} />);
  expect(container.textContent).toBe(text);
  const numbers = Array.from(container.querySelectorAll("bdi[dir=ltr]"), (one) => one.textContent);
  expect(numbers).toEqual(["OS-NLHE8Y", "OS-2SMH9X"]);
});

test("an address stands in the page's order, each part in its own direction, without what is missing", () => {
  const { container } = show(<Parts of={["شارع ٩", "12", null, "", "Maadi"]} />, { lang: "en" });
  expect(container.textContent).toBe("شارع ٩, 12, Maadi");
  expect(container.querySelectorAll("bdi")).toHaveLength(3);
});

test("words without a number stay as they are", () => {
  const { container } = show(<WithNumbers text="وصل الفني" />);
  expect(container.innerHTML).toBe("وصل الفني");
});

test("how much is in the person's digits; numbers of receipts and phones are not", () => {
  const text = "دفعت 175 جنيه. إيصال OS-2026-000011، اتصل 01001234567";
  const { container } = show(<WithNumbers text={text} />, { lang: "ar", digits: "arab" });
  expect(container.textContent).toBe("دفعت ١٧٥ جنيه. إيصال OS-2026-000011، اتصل 01001234567");
});
