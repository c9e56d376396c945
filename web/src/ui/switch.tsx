import { Switch as Radix } from 'radix-ui'
import type { ComponentProps } from 'react'
import { cn } from './class-names'

export function Switch({ className, ...rest }: ComponentProps<typeof Radix.Root>) {
  return (
    <Radix.Root
      className={cn('h-5 w-9 shrink-0 rounded-full border border-line-strong bg-sunken p-px transition-colors disabled:cursor-not-allowed disabled:opacity-60 data-[state=checked]:border-accent data-[state=checked]:bg-accent', className)}
      {...rest}
    >
      <Radix.Thumb className="block size-4 rounded-full bg-ink-3 transition-transform data-[state=checked]:translate-x-4 data-[state=checked]:bg-accent-ink" />
    </Radix.Root>
  )
}
