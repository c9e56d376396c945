import { useBlocker } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Button } from '@/ui/button'
import { Confirm } from '@/ui/confirm'

type Props = { isDirty: boolean; isBusy: boolean; problem: string | null; onDiscard: () => void }

/** Stands below a form with changes that are not kept yet, and asks before they are left behind. Its button submits the form around it. */
export function SaveBar({ isDirty, isBusy, problem, onDiscard }: Props) {
  const { t } = useTranslation(['settings', 'shell'])
  return (
    <>
      <LeaveGuard isDirty={isDirty && !isBusy} />
      <div role="status" className={isDirty || problem ? 'sticky bottom-3 z-20 mt-6' : ''}>
        {(isDirty || problem) && (
          <div className="flex flex-wrap items-center gap-3 rounded-xl border bg-raised px-4 py-3 shadow-pop animate-enter">
            <p className={`min-w-0 flex-1 text-sm ${problem ? 'font-medium text-danger' : 'text-ink-2'}`}>{problem ?? t('form.unsaved')}</p>
            <Button variant="ghost" disabled={isBusy} onClick={onDiscard}>
              {t('form.discard')}
            </Button>
            <Button type="submit" variant="primary" isBusy={isBusy}>
              {t('shell:save')}
            </Button>
          </div>
        )}
      </div>
    </>
  )
}

export function LeaveGuard({ isDirty }: { isDirty: boolean }) {
  const { t } = useTranslation('settings')
  const blocker = useBlocker({ shouldBlockFn: ({ current, next }) => isDirty && current.pathname !== next.pathname, enableBeforeUnload: () => isDirty, withResolver: true })
  return (
    <Confirm
      open={blocker.status === 'blocked'}
      onOpenChange={(open) => !open && blocker.reset?.()}
      title={t('form.leaveTitle')}
      text={t('form.leaveText')}
      confirmLabel={t('form.leave')}
      cancelLabel={t('form.stay')}
      onConfirm={() => blocker.proceed?.()}
    />
  )
}
