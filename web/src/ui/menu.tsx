import { Check } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import type { ComponentProps, ReactNode } from 'react'
import { cn } from './class-names'

const item =
  'flex w-full cursor-default items-center gap-2 rounded px-2 py-1.5 text-sm text-ink outline-none select-none data-disabled:opacity-50 data-highlighted:bg-hover touch:py-2.5 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-ink-3'

type Props = {
  trigger: ReactNode
  children: ReactNode
  align?: 'start' | 'end' | 'center'
  side?: 'top' | 'bottom' | 'right'
  className?: string
  open?: boolean
  onOpenChange?: (open: boolean) => void
}

/** A menu opened by `trigger` (one element that takes a ref). */
export function Menu({ trigger, children, align = 'end', side = 'bottom', className, open, onOpenChange }: Props) {
  return (
    <DropdownMenu.Root modal={false} open={open} onOpenChange={onOpenChange}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align={align}
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className={cn('z-50 max-h-[min(28rem,80dvh)] min-w-44 overflow-y-auto rounded-lg border bg-raised p-1 shadow-pop animate-enter', className)}
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

export function MenuItem({ className, ...rest }: ComponentProps<typeof DropdownMenu.Item>) {
  return <DropdownMenu.Item className={cn(item, className)} {...rest} />
}

export function MenuChoice({ isChosen, children, ...rest }: ComponentProps<typeof DropdownMenu.Item> & { isChosen: boolean }) {
  return (
    <DropdownMenu.Item role="menuitemradio" aria-checked={isChosen} className={item} {...rest}>
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {isChosen && <Check aria-hidden />}
    </DropdownMenu.Item>
  )
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <DropdownMenu.Label className="px-2 pt-2 pb-1 text-2xs font-semibold tracking-wide text-ink-3 uppercase">{children}</DropdownMenu.Label>
}

export function MenuSeparator() {
  return <DropdownMenu.Separator className="my-1 h-px bg-line" />
}
