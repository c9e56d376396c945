import { cn } from './class-names'

type Props<T extends string> = {
  name: string
  labelledBy: string
  describedBy?: string
  value: T
  options: readonly { value: T; label: string; disabled?: boolean }[]
  onChange: (value: T) => void
  className?: string
}

/** One of few short choices side by side: native radios, so arrow keys move between them. */
export function Segments<T extends string>({ name, labelledBy, describedBy, value, options, onChange, className }: Props<T>) {
  return (
    <div role="radiogroup" aria-labelledby={labelledBy} aria-describedby={describedBy} className={cn('grid auto-cols-[minmax(max-content,1fr)] grid-flow-col gap-0.5 rounded-lg border border-line-strong bg-sunken p-0.5', className)}>
      {options.map((one) => (
        <label
          key={one.value}
          className="flex min-h-7 cursor-pointer items-center justify-center rounded-md px-2 text-center text-xs font-medium text-ink-2 has-checked:bg-accent-soft has-checked:text-accent-text has-checked:shadow-sm has-focus-visible:outline-2 has-focus-visible:outline-accent has-disabled:cursor-not-allowed not-has-checked:has-disabled:opacity-45 touch:min-h-10"
        >
          <input type="radio" className="sr-only" name={name} value={one.value} checked={one.value === value} disabled={one.disabled} onChange={() => onChange(one.value)} />
          {one.label}
        </label>
      ))}
    </div>
  )
}
