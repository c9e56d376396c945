import type { ComponentProps, ReactNode } from 'react'

/** One of few choices, with what it means. */
export function RadioCard({ title, text, ...rest }: Omit<ComponentProps<'input'>, 'type' | 'title'> & { title: ReactNode; text?: ReactNode }) {
  return (
    <label className="flex cursor-pointer items-start gap-2.5 rounded-lg border px-3 py-2 has-checked:border-accent has-checked:bg-accent-soft">
      <input type="radio" className="mt-0.5 size-4 shrink-0 accent-accent" {...rest} />
      <span>
        <span className="block text-sm font-medium">{title}</span>
        {text && <span className="block text-xs text-ink-2">{text}</span>}
      </span>
    </label>
  )
}
