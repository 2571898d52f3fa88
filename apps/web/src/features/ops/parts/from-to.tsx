import Box from "@mui/material/Box";
import { MoveRight } from "lucide-react";
import type { ReactNode } from "react";
import { Directional } from "@/shared/ui/directional";

/** What was and what is, side by side; only what is where nothing else was written down. */
export function FromTo({ before, after }: { before?: ReactNode; after: ReactNode }) {
  return (
    <>
      {before !== undefined && (
        <>
          <Box component="del" sx={{ color: "text.secondary" }}>
            <bdi>{before}</bdi>
          </Box>{" "}
          <Box component="span" sx={{ color: "text.secondary", marginInlineEnd: 0.5 }}>
            <Directional>
              <MoveRight size={14} aria-hidden />
            </Directional>
          </Box>
        </>
      )}
      <Box component="ins" sx={{ fontWeight: 700, textDecoration: "none" }}>
        <bdi>{after}</bdi>
      </Box>
    </>
  );
}
