import Box from "@mui/material/Box";
import { Loading } from "@/shared/ui/states";

/** A screen that is on its way, within the customer's frame. */
export function Coming() {
  return (
    <Box sx={{ maxWidth: "44rem", marginInline: "auto", p: 2 }}>
      <Loading rows={4} />
    </Box>
  );
}

/** A screen that is on its way, before it is known whose frame it has. */
export function Waiting() {
  return (
    <Box sx={{ paddingBlock: 3, paddingInline: 2 }}>
      <Loading rows={4} />
    </Box>
  );
}
