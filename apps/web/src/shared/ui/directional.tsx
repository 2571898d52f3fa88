import { styled } from "@mui/material/styles";
import { Fragment, type ReactNode } from "react";
import { useLanguage } from "@/shared/i18n/provider";

const Turned = styled("span")({ display: "inline-grid", "[dir=rtl] &": { transform: "scaleX(-1)" } });

/** An icon that points: turned round where people read from right to left. */
export function Directional({ children }: { children: ReactNode }) {
  return <Turned>{children}</Turned>;
}

/** Phones, codes and numbers of bookings read from left to right inside any text. */
export function Ltr({ children }: { children: ReactNode }) {
  return <bdi dir="ltr">{children}</bdi>;
}

/** Parts of an address or a list, each in its own direction, in the page's order. Without those that are missing. */
export function Parts({ of }: { of: (string | null | undefined)[] }) {
  const { format } = useLanguage();
  return of
    .filter((part) => part)
    .map((part, n) => (
      <Fragment key={n}>
        {n > 0 && format.comma}
        <bdi>{part}</bdi>
      </Fragment>
    ));
}

export const Whole = styled("bdi")({ whiteSpace: "nowrap" });

/**
 * The platform's words with the numbers of bookings, receipts and phones in them, which neither turn round
 * nor break in two; how much and when is in the person's digits.
 */
export function WithNumbers({ text }: { text: string }) {
  const { format } = useLanguage();
  return text.split(/(OS-[0-9A-Z]{6}\b|OS-\d{4}-\d{6}\b|\+?\d{8,})/).map((part, n) =>
    n % 2 ? (
      <Whole key={n} dir="ltr">
        {part}
      </Whole>
    ) : (
      format.inDigits(part)
    ),
  );
}
