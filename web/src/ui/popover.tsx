import { Popover as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { cn } from './class-names'

type Props = { trigger: ReactNode; children: ReactNode; label: string; align?: 'start' | 'end' | 'center'; className?: string; open?: boolean; onOpenChange?: (open: boolean) => void; onOpenAutoFocus?: (event: Event) => void }

export function Popover({ trigger, children, label, align = 'end', className, open, onOpenChange, onOpenAutoFocus }: Props) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          align={align}
          onOpenAutoFocus={onOpenAutoFocus}
          sideOffset={6}
          collisionPadding={12}
          className={cn('z-50 w-72 rounded-lg border bg-raised p-3 text-sm text-ink shadow-pop outline-none animate-enter', className)}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
