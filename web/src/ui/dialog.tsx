import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from './button'
import { cn } from './class-names'

type Props = {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: ReactNode
  description?: ReactNode
  closeLabel: string
  children: ReactNode
  footer?: ReactNode
  /** `sheet` slides from the right and fills a phone's screen. */
  shape?: 'dialog' | 'sheet'
  /** Only its buttons close it: for what is shown once. */
  isSticky?: boolean
  /** Something is filled in: a press beside it, or Escape, asks before it is lost. */
  isFilled?: boolean
  className?: string
}

export function Dialog({ open, onOpenChange, title, description, closeLabel, children, footer, shape = 'dialog', isSticky, isFilled, className }: Props) {
  const { t } = useTranslation('shell')
  const [isAsking, setAsking] = useState(false)
  const stay = (event: Event) => {
    if (isSticky || isFilled) event.preventDefault()
    if (isFilled) setAsking(true)
  }
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-overlay animate-enter" />
        <Radix.Content
          onEscapeKeyDown={stay}
          onPointerDownOutside={stay}
          onInteractOutside={(event) => (isSticky || isFilled) && event.preventDefault()}
          {...(description ? {} : { 'aria-describedby': undefined })}
          className={cn(
            'fixed z-50 flex flex-col overflow-hidden bg-surface shadow-pop outline-none animate-enter',
            shape === 'dialog'
              ? 'inset-x-0 bottom-0 max-h-[92dvh] rounded-t-xl sm:inset-auto sm:top-1/2 sm:left-1/2 sm:w-full sm:max-w-lg sm:-translate-x-1/2 sm:-translate-y-1/2 sm:rounded-xl'
              : 'inset-y-0 right-0 w-full sm:w-96 sm:border-l',
            className,
          )}
        >
          <header className="flex items-start gap-3 border-b px-4 py-3">
            <div className="min-w-0 flex-1">
              {/* an open dialog hides everything else from assistive technology: its title is the page's */}
              <Radix.Title asChild>
                <h1 className="text-base font-semibold text-ink">{title}</h1>
              </Radix.Title>
              {description && <Radix.Description className="mt-0.5 text-sm text-ink-2">{description}</Radix.Description>}
            </div>
            <Radix.Close asChild>
              <Button variant="ghost" size="icon-sm" aria-label={closeLabel}>
                <X aria-hidden />
              </Button>
            </Radix.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto p-4">{children}</div>
          {isAsking && (
            <div role="alertdialog" aria-label={t('discard.title')} className="flex flex-wrap items-center justify-end gap-2 border-t bg-wait-soft px-4 py-3">
              <p className="min-w-40 flex-1 text-sm font-medium text-wait">{t('discard.title')}</p>
              <Button autoFocus onClick={() => setAsking(false)}>
                {t('discard.stay')}
              </Button>
              <Button variant="danger" onClick={() => onOpenChange(false)}>
                {t('discard.leave')}
              </Button>
            </div>
          )}
          {footer && !isAsking && <footer className="flex justify-end gap-2 border-t bg-canvas px-4 py-3">{footer}</footer>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
