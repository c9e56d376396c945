import { type VariantProps, cva } from 'class-variance-authority'
import { Slot } from 'radix-ui'
import type { ComponentProps } from 'react'
import { cn } from './class-names'
import { Spinner } from './spinner'

const button = cva(
  'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md font-medium whitespace-nowrap select-none transition-colors disabled:cursor-not-allowed disabled:opacity-55 [&_svg]:shrink-0',
  {
    variants: {
      variant: {
        primary: 'bg-accent text-accent-ink hover:bg-accent-strong',
        secondary: 'border border-line bg-raised text-ink hover:bg-hover',
        soft: 'bg-accent-soft text-accent-text hover:brightness-97 dark:hover:brightness-115',
        ghost: 'text-ink-2 hover:bg-hover hover:text-ink',
        danger: 'bg-danger text-white hover:brightness-95 dark:text-sunken',
        link: 'text-accent-text underline-offset-3 hover:underline',
      },
      size: {
        sm: 'h-7 px-2.5 text-xs [&_svg]:size-3.5 touch:h-9',
        md: 'h-8 px-3 text-sm [&_svg]:size-4 touch:h-10',
        lg: 'h-10 px-4 text-base [&_svg]:size-4',
        icon: 'size-8 [&_svg]:size-4 touch:size-10',
        'icon-sm': 'size-7 [&_svg]:size-4 touch:size-9',
        inline: 'h-auto p-0 text-sm',
      },
    },
    defaultVariants: { variant: 'secondary', size: 'md' },
  },
)

type Props = ComponentProps<'button'> & VariantProps<typeof button> & { asChild?: boolean; isBusy?: boolean }

/** A button; `isBusy` shows a spinner and refuses presses without losing focus. */
export function Button({ className, variant, size, asChild, isBusy, children, onClick, type = 'button', ...rest }: Props) {
  const classes = cn(button({ variant, size }), className)
  if (asChild)
    return (
      <Slot.Root className={classes} onClick={onClick} {...rest}>
        {children}
      </Slot.Root>
    )
  return (
    <button
      type={type}
      className={classes}
      aria-busy={isBusy || undefined}
      aria-disabled={isBusy || undefined}
      onClick={(event) => (isBusy ? event.preventDefault() : onClick?.(event))}
      {...rest}
    >
      {isBusy && <Spinner />}
      {children}
    </button>
  )
}
