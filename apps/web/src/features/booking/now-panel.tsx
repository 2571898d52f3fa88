import { keyframes, styled } from "@mui/material/styles";

const pulse = keyframes({
  from: { boxShadow: "0 0 0 0 rgb(224 145 47 / 0.55)" },
  to: { boxShadow: "0 0 0 26px rgb(224 145 47 / 0)" },
});

/** The ground of what happens now. */
export const Panel = styled("section")(({ theme }) => ({
  display: "grid",
  gap: 14,
  padding: 20,
  borderRadius: 22,
  color: "#fff",
  backgroundColor: "#0f5c4d",
  "&[data-tone=amber]": { backgroundColor: "#7a4a08" },
  "&[data-tone=danger]": { backgroundColor: "#6d2a1b" },
  ...theme.applyStyles("dark", { backgroundColor: "#14463c" }),
  "& .stage": { display: "flex", gap: 16, alignItems: "center" },
  "& .text": { margin: 0, fontSize: "1.2rem", lineHeight: 1.6 },
  // What is not known yet has its place already.
  "& :is(.text, h2):empty::before": { content: '"\\200b"' },
}));

export const Disc = styled("span")({
  width: 60,
  height: 60,
  flex: "none",
  borderRadius: 22,
  display: "grid",
  placeItems: "center",
  backgroundColor: "rgb(255 255 255 / 0.16)",
  "&[data-busy=true]": { borderRadius: "50%", animation: `${pulse} 1.6s ease-out infinite` },
});
