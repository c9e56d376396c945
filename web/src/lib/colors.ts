/** Colours that businesses choose, as they can be seen on any ground that the app draws. */

const linear = (part: number) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
const encoded = (light: number) => (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055)
const lightOf = (hex: string) => [1, 3, 5].map((at) => linear(parseInt(hex.slice(at, at + 2), 16) / 255))

/** WCAG's relative luminance, 0 to 1. */
export const luminance = (hex: string): number => {
  const [red = 0, green = 0, blue = 0] = lightOf(hex)
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

export const contrast = (one: string, other: string): number => {
  const [a, b] = [luminance(one), luminance(other)]
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
}

/** Between these a colour has three to one against every ground, light (white to sunken and the states' soft ones) and dark. */
const [least, most] = [0.19, 0.214]

/** The colour itself, or as much darker or lighter as it takes to be told from the ground in both looks. */
export function visible(hex: string): string {
  const own = luminance(hex)
  if (own >= least && own <= most) return hex
  const light = lightOf(hex)
  // towards black everything shrinks alike, towards white everything grows alike: luminance is linear in both
  const mixed = own > most ? light.map((part) => (part * most) / own) : light.map((part) => part + ((1 - part) * (least - own)) / (1 - own))
  const rounded = own > most ? Math.floor : Math.ceil
  return `#${mixed.map((part) => rounded(Math.min(1, Math.max(0, encoded(part))) * 255).toString(16).padStart(2, '0')).join('')}`
}
