import { expect, test, vi } from "vitest";

async function page(html: string) {
  document.body.innerHTML = html;
  vi.resetModules();
  return import("./typed-early");
}

test("what was typed into the drawn page is handed over once, with the finger on it", async () => {
  const { takeTyped } = await page('<div id="root" data-drawn="whole"><input type="search"></div>');
  const field = document.querySelector("input");
  field?.focus();
  if (field) field.value = "حنفية";
  document.body.innerHTML = "";
  expect(takeTyped()).toEqual({ text: "حنفية", inUse: true });
  expect(takeTyped()).toEqual({ text: "", inUse: false });
});

test("who left the field is not brought back to it", async () => {
  const { takeTyped } = await page(
    '<div id="root" data-drawn="whole"><input type="search"><button>x</button></div>',
  );
  document.querySelector("input")?.focus();
  document.querySelector("button")?.focus();
  expect(takeTyped()).toEqual({ text: "", inUse: false });
});

test("a page without the field has nothing to hand over", async () => {
  const { takeTyped } = await page("<main></main>");
  expect(takeTyped()).toEqual({ text: "", inUse: false });
});
