import { useColorScheme } from "@mui/material/styles";

/** Whether the page is dark now, by choice or as the device is. */
export function useDark(): boolean {
  const { mode, systemMode } = useColorScheme();
  return (mode === "system" ? systemMode : mode) === "dark";
}
