import type { Template } from '@/client/schema'

export type Slot = { component: 'header' | 'body' | 'button'; index: number; name: string; key: string }

const variables = (text: string) => [...new Set([...text.matchAll(/\{\{\s*([\w]+)\s*\}\}/g)].map((match) => match[1] ?? ''))]

/** The values a template asks for, in order, each once. */
export function slots(template: Template): Slot[] {
  return template.components.flatMap((component): Slot[] => {
    const type = component.type.toLowerCase()
    if (type === 'header' && component.format && component.format !== 'TEXT') return []
    if ((type === 'header' || type === 'body') && component.text)
      return variables(component.text).map((name) => ({ component: type, index: 0, name, key: `${type}.${name}` }))
    return []
  })
}

/** The text the customer gets: header, body and footer with the values put in; unfilled ones stay visible. */
export function preview(template: Template, values: Record<string, string>): string {
  return template.components
    .flatMap((component) => {
      const type = component.type.toLowerCase()
      if (!component.text || !['header', 'body', 'footer'].includes(type)) return []
      return component.text.replace(/\{\{\s*([\w]+)\s*\}\}/g, (whole, name: string) => values[`${type}.${name}`]?.trim() || whole)
    })
    .join('\n\n')
}

/** The components as the platform wants them: text parameters in order, named when the template's are. */
export function components(template: Template, values: Record<string, string>): { type: string; parameters: Record<string, string>[] }[] {
  const isNamed = template.parameter_format?.toLowerCase() === 'named'
  return (['header', 'body'] as const).flatMap((type) => {
    const own = slots(template).filter((slot) => slot.component === type)
    if (own.length === 0) return []
    return [
      {
        type,
        parameters: own.map((slot) => ({
          type: 'text',
          ...(isNamed ? { parameter_name: slot.name } : {}),
          text: values[slot.key]?.trim() ?? '',
        })),
      },
    ]
  })
}

const mediaFormats = ['IMAGE', 'VIDEO', 'DOCUMENT', 'LOCATION']

/** Approved, and needing nothing that the picker cannot ask for (a media header, a link's or code's variable). */
export function isUsable(template: Template): boolean {
  return (
    template.status.toUpperCase() === 'APPROVED' &&
    !template.components.some((component) => mediaFormats.includes(component.format ?? '') || component.buttons?.some((button) => button.type === 'COPY_CODE' || JSON.stringify(button).includes('{{')))
  )
}
