/** Lists as people type them: `医保、社保，粤语`. Pure. */

export function listed(text: string): string[] {
  return [...new Set(text.split(/[、，,;；\s]+/).filter(Boolean))]
}
