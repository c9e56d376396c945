import type { ComponentProps, ReactNode } from 'react'
import { cn } from './class-names'

/** A native checkbox with its words beside it. */
export function Checkbox({ label, hint, className, ...rest }: Omit<ComponentProps<'input'>, 'type'> & { label: ReactNode; hint?: ReactNode }) {
  return (
    <label className={cn('flex cursor-pointer items-start gap-2.5 py-1 text-sm has-disabled:cursor-not-allowed has-disabled:opacity-60 touch:py-2', className)}>
      <input type="checkbox" className="mt-0.5 size-4 shrink-0 accent-accent" {...rest} />
      <span className="min-w-0">
        <span className="block">{label}</span>
        {hint && <span className="block text-xs text-ink-2">{hint}</span>}
      </span>
    </label>
  )
}
