import Box from "@mui/material/Box";

/** A small cross where the middle of a map is. The map it lies on is positioned. */
export function MiddleMark() {
  return (
    <Box
      aria-hidden
      component="svg"
      viewBox="0 0 24 24"
      data-testid="middle-mark"
      sx={{
        position: "absolute",
        left: "50%",
        top: "50%",
        width: 24,
        height: 24,
        transform: "translate(-50%, -50%)",
        pointerEvents: "none",
      }}
    >
      <path d="M12 3V21M3 12H21" stroke="#fff" strokeWidth="5" strokeLinecap="round" />
      <path d="M12 3V21M3 12H21" stroke="#0f5c4d" strokeWidth="2" strokeLinecap="round" />
    </Box>
  );
}
