import type { ComponentProps } from 'react'
import { cn } from './class-names'

const field =
  'w-full rounded-md border border-line-strong bg-raised px-2.5 text-base text-ink placeholder:text-ink-3 aria-invalid:border-danger disabled:opacity-60 touch:text-[1rem]'

export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return <input className={cn(field, 'h-9 touch:h-11', className)} {...rest} />
}

export function Textarea({ className, ...rest }: ComponentProps<'textarea'>) {
  return <textarea className={cn(field, 'min-h-20 py-2', className)} {...rest} />
}

/** A native select: the phone's own picker, no injected styles. */
export function Select({ className, children, ...rest }: ComponentProps<'select'>) {
  return (
    <select className={cn(field, 'h-9 pr-8 touch:h-11', className)} {...rest}>
      {children}
    </select>
  )
}
