import type { MapSource } from "@/shared/lib/config";

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** Whose map it is, for MapLibre, which reads HTML: what the installation wrote stays text. */
export function creditsOf(from?: MapSource | null): string | undefined {
  if (!from?.attribution) return undefined;
  const text = escaped(from.attribution);
  if (!from.attributionUrl) return text;
  return `<a href="${escaped(from.attributionUrl)}" target="_blank" rel="noopener">${text}</a>`;
}
