import { RotateCw } from 'lucide-react'
import type { ComponentType, ReactNode } from 'react'
import { Button } from './button'
import { cn } from './class-names'

export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cn('animate-pulse-soft rounded bg-line/70', className)} />
}

type StateProps = { icon?: ComponentType<{ className?: string }>; title: ReactNode; children?: ReactNode; action?: ReactNode; className?: string }

/** Nothing to show: says why, and what to do when there is something to do. */
export function EmptyState({ icon: Icon, title, children, action, className }: StateProps) {
  return (
    <div className={cn('flex flex-col items-center justify-center gap-2 px-6 py-10 text-center', className)}>
      {Icon && <Icon className="mb-1 size-7 text-ink-3" />}
      <p className="font-medium text-ink">{title}</p>
      {children && <div className="max-w-sm text-sm text-ink-2">{children}</div>}
      {action && <div className="mt-2">{action}</div>}
    </div>
  )
}

export function ErrorState({ title, retryLabel, onRetry, className }: { title: ReactNode; retryLabel: string; onRetry: () => void; className?: string }) {
  return (
    <div role="alert" className={cn('flex flex-col items-center justify-center gap-3 px-6 py-10 text-center', className)}>
      <p className="max-w-sm text-sm text-ink">{title}</p>
      <Button onClick={onRetry}>
        <RotateCw aria-hidden />
        {retryLabel}
      </Button>
    </div>
  )
}
