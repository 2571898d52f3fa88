import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { useSteps } from "./use-steps";

const drawn: number[] = [];

function Parts() {
  const count = useSteps(4);
  drawn.push(count);
  return <p>{count} parts</p>;
}

test("a long screen is drawn part by part, to its end", async () => {
  render(<Parts />);
  await screen.findByText("4 parts");
  expect(Array.from(new Set(drawn))).toEqual([1, 2, 3, 4]);
});
