import { Tooltip as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { Kbd } from './kbd'

type Props = { label: string; keys?: string; side?: 'top' | 'bottom' | 'left' | 'right'; children: ReactNode }

export function Tooltip({ label, keys, side = 'bottom', children }: Props) {
  return (
    <Radix.Root delayDuration={350}>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="z-50 flex items-center gap-2 rounded-md bg-ink px-2 py-1 text-xs text-surface shadow-pop animate-enter"
        >
          {label}
          {keys && <Kbd className="border-transparent bg-surface/20 text-surface">{keys}</Kbd>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

export const TooltipProvider = Radix.Provider
