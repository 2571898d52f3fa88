export type PinKind = "home" | "technician" | "quiet";

export const PIN_COLOURS: Record<PinKind, string> = {
  home: "#0f5c4d",
  technician: "#e0912f",
  quiet: "#6b7a74",
};

/** A pin, 40 wide and 52 high; its tip, in the middle below, is the place. */
export function PinShape({ kind }: { kind: PinKind }) {
  return (
    <>
      <path
        d="M20 51C20 51 37 31 37 18.500A17 17 0 0 0 3 18.500C3 31 20 51 20 51Z"
        fill={PIN_COLOURS[kind]}
        stroke="#fff"
        strokeWidth="2.500"
      />
      <circle cx="20" cy="18.500" r="6.500" fill={kind === "technician" ? "#fff" : "#e0912f"} />
    </>
  );
}
