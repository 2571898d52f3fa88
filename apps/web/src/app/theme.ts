import { createTheme, type Theme } from "@mui/material/styles";
import type { Lang } from "@/shared/i18n/lang";

declare module "@mui/material/styles" {
  interface Palette {
    soft: { brand: string; amber: string; danger: string; info: string };
    line: string;
  }
  interface PaletteOptions {
    soft?: { brand: string; amber: string; danger: string; info: string };
    line?: string;
  }
}

/** Deep green of painted shutters, sand, and the amber of a work lamp. README.md says what is for what. */
const light = {
  primary: { main: "#0f5c4d", dark: "#0a4338", light: "#2f7d6c", contrastText: "#ffffff" },
  secondary: { main: "#a45f0b", dark: "#8a4f07", light: "#e0912f", contrastText: "#ffffff" },
  error: { main: "#a3341f", contrastText: "#ffffff" },
  warning: { main: "#8a5200", contrastText: "#ffffff" },
  success: { main: "#1c6b3c", contrastText: "#ffffff" },
  info: { main: "#24588a", contrastText: "#ffffff" },
  background: { default: "#f6f3ec", paper: "#ffffff" },
  text: { primary: "#1c2723", secondary: "#54625c" },
  divider: "#e3ddd0",
  line: "#e3ddd0",
  soft: { brand: "#e2f0eb", amber: "#fbeeda", danger: "#fae6e0", info: "#e4eef7" },
};

const dark = {
  primary: { main: "#6cceb7", dark: "#49b39b", light: "#9be3d2", contrastText: "#06231c" },
  secondary: { main: "#f0b45f", dark: "#d6963a", light: "#ffd08a", contrastText: "#2b1900" },
  error: { main: "#f3a08d", contrastText: "#3a0f06" },
  warning: { main: "#f0b45f", contrastText: "#2b1900" },
  success: { main: "#7fd6a0", contrastText: "#06230f" },
  info: { main: "#93c2ee", contrastText: "#06203a" },
  background: { default: "#101614", paper: "#1a2320" },
  text: { primary: "#e9efec", secondary: "#a6b5af" },
  divider: "#2e3a35",
  line: "#2e3a35",
  soft: { brand: "#1d3a33", amber: "#3b2b14", danger: "#43211a", info: "#1b2f42" },
};

const FACE = '"Cairo Variable", "Segoe UI", "Noto Sans Arabic", Tahoma, system-ui, sans-serif';

/** What holds for every element, in place of MUI's `CssBaseline`. */
const GROUND = `html{-webkit-font-smoothing:antialiased;-moz-osx-font-smoothing:grayscale;box-sizing:border-box}*,*::before,*::after{box-sizing:inherit}strong,b{font-weight:700}body{margin:0;color:var(--mui-palette-text-primary);background-color:var(--mui-palette-background-default);font:400 1rem/1.7 ${FACE}}body::backdrop{background-color:var(--mui-palette-background-default)}@media print{body{background-color:#fff}}`;

/** The look in a language, and the values (colours, sizes) that it goes by, with their ground, as a style sheet. */
export interface Look {
  theme: Theme;
  sheet: string;
}

const made: Partial<Record<Lang, Look>> = {};

/** Made once, which takes a while. */
export function lookOf(lang: Lang): Look {
  made[lang] ??= withOwnSheet(makeTheme(lang));
  return made[lang];
}

interface Sheets {
  generateStyleSheets: () => Record<string, Record<string, string | number>>[];
}

/**
 * MUI would hand all seven hundred values to Emotion, which takes each through its RTL plugin, twice: a
 * tenth of a second on a cheap phone. They are written into the page as they are (`writeSheet`).
 */
function withOwnSheet(theme: Theme): Look {
  const sheets = (theme as Theme & Sheets).generateStyleSheets();
  const rules = sheets.flatMap((sheet) => Object.entries(sheet));
  const values = rules.map(([selector, all]) => `${selector}{${written(all)}}`).join("");
  return {
    theme: Object.assign(theme, { generateStyleSheets: () => [] } satisfies Sheets),
    sheet: values + GROUND,
  };
}

function written(values: Record<string, string | number>): string {
  const named = Object.entries(values).map(
    ([name, value]) => `${name === "colorScheme" ? "color-scheme" : name}:${value};`,
  );
  return named.join("");
}

/** Puts the sheet into the page; it is the same in both languages. */
export function writeSheet({ sheet }: Look, nonce: string | undefined) {
  const element = document.createElement("style");
  if (nonce) element.nonce = nonce;
  element.textContent = sheet;
  document.head.append(element);
}

function makeTheme(lang: Lang): Theme {
  return createTheme({
    direction: lang === "ar" ? "rtl" : "ltr",
    cssVariables: { colorSchemeSelector: "data-scheme" },
    colorSchemes: { light: { palette: light }, dark: { palette: dark } },
    shape: { borderRadius: 14 },
    typography: {
      fontFamily: FACE,
      fontSize: 15,
      h1: { fontSize: "1.75rem", fontWeight: 800, lineHeight: 1.35 },
      h2: { fontSize: "1.25rem", fontWeight: 750, lineHeight: 1.45 },
      h3: { fontSize: "1.05rem", fontWeight: 700, lineHeight: 1.5 },
      subtitle1: { fontSize: "1rem", fontWeight: 650, lineHeight: 1.6 },
      body1: { fontSize: "1rem", lineHeight: 1.7 },
      body2: { fontSize: "0.9rem", lineHeight: 1.65 },
      caption: { fontSize: "0.82rem", lineHeight: 1.6 },
      button: { fontSize: "1rem", fontWeight: 700, textTransform: "none", letterSpacing: 0 },
    },
    components: {
      MuiButtonBase: { defaultProps: { disableRipple: true } },
      MuiButton: {
        defaultProps: { disableElevation: true },
        styleOverrides: {
          root: ({ theme }) => ({
            borderRadius: 14,
            minHeight: 44,
            paddingInline: 18,
            "&:active": { transform: "translateY(1px)" },
            "&:focus-visible": {
              outline: `3px solid ${theme.vars?.palette.secondary.light}`,
              outlineOffset: 2,
            },
          }),
          sizeLarge: { minHeight: 54, fontSize: "1.06rem", borderRadius: 16 },
          sizeSmall: { minHeight: 36, paddingInline: 12, borderRadius: 11, fontSize: "0.9rem" },
          outlined: ({ theme }) => ({
            borderColor: theme.vars?.palette.line,
            borderWidth: 1.5,
            backgroundColor: theme.vars?.palette.background.paper,
          }),
        },
      },
      MuiIconButton: {
        styleOverrides: {
          root: ({ theme }) => ({
            minWidth: 44,
            minHeight: 44,
            borderRadius: 14,
            "&:focus-visible": {
              outline: `3px solid ${theme.vars?.palette.secondary.light}`,
              outlineOffset: 2,
            },
          }),
        },
      },
      MuiPaper: { defaultProps: { elevation: 0 }, styleOverrides: { root: { backgroundImage: "none" } } },
      MuiTextField: { defaultProps: { fullWidth: true } },
      MuiOutlinedInput: {
        styleOverrides: {
          root: ({ theme }) => ({ backgroundColor: theme.vars?.palette.background.paper, borderRadius: 14 }),
          notchedOutline: ({ theme }) => ({ borderColor: theme.vars?.palette.line, borderWidth: 1.5 }),
        },
      },
      MuiFormHelperText: { styleOverrides: { root: { fontSize: "0.85rem", marginInline: 4 } } },
      MuiDialog: { styleOverrides: { paper: { borderRadius: 22 } } },
      MuiAlert: { styleOverrides: { root: { borderRadius: 14, alignItems: "center", fontSize: "0.95rem" } } },
      MuiTableCell: {
        styleOverrides: {
          head: ({ theme }) => ({
            fontWeight: 700,
            color: theme.vars?.palette.text.secondary,
            whiteSpace: "nowrap",
          }),
        },
      },
      MuiSwitch: {
        styleOverrides: {
          // The thumb stays inside its track: white beside white it would be lost where it is off.
          root: ({ theme }) => ({
            width: 46,
            height: 28,
            padding: 0,
            margin: "8px 0",
            borderRadius: 14,
            "&:has(input:focus-visible)": {
              outline: `3px solid ${theme.vars?.palette.secondary.light}`,
              outlineOffset: 2,
            },
          }),
          switchBase: ({ theme }) => ({
            padding: 3,
            color: theme.vars?.palette.background.paper,
            "&.Mui-checked": {
              color: theme.vars?.palette.background.paper,
              transform: "translateX(18px)",
            },
            "&.Mui-checked + .MuiSwitch-track": {
              opacity: 1,
              backgroundColor: theme.vars?.palette.primary.main,
            },
            "&.Mui-disabled": { color: theme.vars?.palette.background.paper },
            "&.Mui-disabled + .MuiSwitch-track": { opacity: 0.45 },
          }),
          thumb: { width: 22, height: 22, boxShadow: "0 1px 2px rgb(0 0 0 / 0.35)" },
          track: ({ theme }) => ({
            borderRadius: 14,
            opacity: 0.7,
            backgroundColor: theme.vars?.palette.text.secondary,
          }),
        },
      },
      MuiFormControlLabel: {
        // Room for the box's own padding, which a switch has not.
        styleOverrides: { root: { "&:has(.MuiSwitch-root)": { marginInlineStart: 0, columnGap: 12 } } },
      },
      MuiCheckbox: {
        styleOverrides: {
          root: ({ theme }) => ({
            "&:has(input:focus-visible)": {
              outline: `3px solid ${theme.vars?.palette.secondary.light}`,
              outlineOffset: -3,
              borderRadius: 12,
            },
          }),
        },
      },
      MuiChip: {
        styleOverrides: {
          root: ({ theme }) => ({
            fontWeight: 650,
            borderRadius: 10,
            "&:focus-visible": {
              outline: `3px solid ${theme.vars?.palette.secondary.light}`,
              outlineOffset: 2,
            },
          }),
        },
      },
      MuiSkeleton: { defaultProps: { animation: "wave" } },
      MuiLink: { styleOverrides: { root: { fontWeight: 650, textUnderlineOffset: "0.25em" } } },
    },
  });
}
