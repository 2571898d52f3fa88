import { cleanup, render } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { WithNumbers } from "./directional";

afterEach(cleanup);

test("numbers of bookings stand whole and left to right among other words", () => {
  const text = "انتهت الخدمة (حجز OS-NLHE8Y). ثم OS-2SMH9X، لا OS-ABC";
  const { container } = render(<WithNumbers text={text} />);
  expect(container.textContent).toBe(text);
  const numbers = Array.from(container.querySelectorAll("bdi[dir=ltr]"), (one) => one.textContent);
  expect(numbers).toEqual(["OS-NLHE8Y", "OS-2SMH9X"]);
});

test("words without a number stay as they are", () => {
  const { container } = render(<WithNumbers text="وصل الفني" />);
  expect(container.innerHTML).toBe("وصل الفني");
});
