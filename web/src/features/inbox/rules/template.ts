import type { Template } from '@/client/types'

export type Slot = Template['slots'][number]

const typed = ['text', 'coupon_code', 'payload', 'flow_token']

/** The values a person has to type, in reading order. */
export const asked = (template: Template): Slot[] => template.slots.filter((slot) => slot.is_needed && typed.includes(slot.kind))

/** How a slot is called: its own name, else its place (`body.2` -> `2`). */
export const slotName = (slot: Slot): string => slot.name ?? slot.key.split('.').at(-1) ?? slot.key

/** The text the customer gets: header, body and footer with the values put in; unfilled ones stay visible. */
export function preview(template: Template, values: Record<string, string>): string {
  return template.components
    .flatMap((component) => {
      const type = (component.type ?? '').toLowerCase()
      if (!component.text || !['header', 'body', 'footer'].includes(type)) return []
      return component.text.replace(/\{\{\s*(\w+)\s*\}\}/g, (whole, name: string) => values[`${type}.${name}`]?.trim() || whole)
    })
    .join('\n')
}

/** The words on its buttons. */
export const buttonsOf = (template: Template): string[] =>
  template.components.flatMap((component) => (component.buttons ?? []).flatMap((button) => button.text ?? []))

/** Approved, and needing nothing but words (a media or location header is not asked for here). */
export const isUsable = (template: Template): boolean =>
  template.status.toUpperCase() === 'APPROVED' && template.slots.every((slot) => !slot.is_needed || typed.includes(slot.kind))
