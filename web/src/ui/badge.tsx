import { type VariantProps, cva } from 'class-variance-authority'
import type { ComponentProps } from 'react'
import { cn } from './class-names'

const badge = cva('inline-flex max-w-full items-center gap-1 rounded px-1.5 text-2xs font-medium whitespace-nowrap [&_svg]:size-3 [&_svg]:shrink-0', {
  variants: {
    tone: {
      neutral: 'bg-sunken text-ink-2',
      accent: 'bg-accent-soft text-accent-text',
      bot: 'bg-bubble-bot text-bot',
      wait: 'bg-wait-soft text-wait',
      danger: 'bg-danger-soft text-danger',
      ok: 'bg-ok-soft text-ok',
    },
  },
  defaultVariants: { tone: 'neutral' },
})

export function Badge({ className, tone, ...rest }: ComponentProps<'span'> & VariantProps<typeof badge>) {
  return <span className={cn(badge({ tone }), className)} {...rest} />
}
