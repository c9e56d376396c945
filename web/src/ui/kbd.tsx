import type { ReactNode } from 'react'
import { cn } from './class-names'

export function Kbd({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <kbd className={cn('inline-flex min-w-5 items-center justify-center rounded border border-line bg-sunken px-1 font-sans text-2xs font-medium text-ink-2', className)}>
      {children}
    </kbd>
  )
}
