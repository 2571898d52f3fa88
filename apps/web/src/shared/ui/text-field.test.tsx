import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { TextField } from "./text-field";

afterEach(cleanup);

test("a field is found by its name, says what is wrong, and tells what is typed", () => {
  const change = vi.fn();
  render(<TextField label="Street" value="" onChange={change} error helperText="Fill this in" required />);
  const field = screen.getByRole("textbox", { name: /Street/ });
  expect(field.getAttribute("aria-invalid")).toBe("true");
  const hint = document.getElementById(field.getAttribute("aria-describedby") ?? "");
  expect(hint?.textContent).toBe("Fill this in");
  fireEvent.change(field, { target: { value: "9" } });
  expect(change).toHaveBeenCalledOnce();
});

test("a long text has lines, and what the input is given arrives there", () => {
  render(
    <TextField
      label="Reason"
      multiline
      minRows={2}
      value="a"
      onChange={() => undefined}
      slotProps={{ htmlInput: { maxLength: 300, dir: "auto" } }}
    />,
  );
  const field = screen.getByRole("textbox", { name: "Reason" });
  expect(field.tagName).toBe("TEXTAREA");
  expect(field.getAttribute("maxlength")).toBe("300");
});
