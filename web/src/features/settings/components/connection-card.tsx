import { Pause, Pencil, Play, Stethoscope, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fullMoment } from '@/lib/dates'
import { formatPhone } from '@/lib/phone'
import { useZone } from '@/lib/session'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Confirm } from '@/ui/confirm'
import { toast } from '@/ui/toast'
import { useCheckConnection, useCollection } from '../api'
import { useProblems } from '../problems'
import type { Connection } from '../wire'
import { CheckResult } from './check-result'
import { ConnectionDialog, type ConnectionValues } from './connection-dialog'
import { CopyField } from './copy-field'
import { useMayChange } from './frame'

const tones = { new: 'neutral', ok: 'ok', failing: 'danger', paused: 'wait' } as const

/** One number: how it is doing in plain words, both ways checked, what to enter at Meta. */
export function ConnectionCard({ connection }: { connection: Connection }) {
  const { t, i18n } = useTranslation(['settings', 'shell'])
  const zone = useZone()
  const problems = useProblems(null)
  const check = useCheckConnection()
  const { change, remove } = useCollection<Connection, ConnectionValues & { is_active: boolean }>('connections')
  const [open, setOpen] = useState<'edit' | 'remove' | null>(null)
  const mayChange = useMayChange('whatsapp')
  const fail = (error: unknown) => toast(problems.say(error), { tone: 'danger' })
  const { id, state, is_active, environment } = connection
  const reason = connection.state_reason?.split(':')[1] ?? connection.state_reason
  const reasonKey = `settings:whatsapp.problem.${reason}.what`
  const moment = (at: string | null) => (at ? fullMoment(at, zone) : t('whatsapp.never'))
  const setActive = (isOn: boolean) => change.mutate({ id, is_active: isOn }, { onSuccess: () => toast(t(isOn ? 'whatsapp.resumed' : 'whatsapp.paused')), onError: fail })
  return (
    <section aria-label={connection.name} className="overflow-hidden rounded-xl border bg-surface">
      <header className="flex flex-wrap items-start gap-x-4 gap-y-3 border-b px-4 py-3">
        <div className="min-w-0 flex-1 basis-60">
          <h2 className="flex flex-wrap items-center gap-1.5 text-base font-semibold">
            {connection.name}
            <Badge tone={environment === 'sandbox' ? 'accent' : 'neutral'}>{t(`whatsapp.environments.${environment}.title`)}</Badge>
          </h2>
          <p className="text-sm text-ink-2">{formatPhone(connection.phone)}</p>
        </div>
        {mayChange && (
          <div className="flex flex-wrap gap-1.5">
            <Button isBusy={check.isPending} onClick={() => check.mutate(id, { onError: fail })}>
              <Stethoscope aria-hidden />
              {t('whatsapp.check')}
            </Button>
            <Button onClick={() => setActive(!is_active)} isBusy={change.isPending}>
              {is_active ? <Pause aria-hidden /> : <Play aria-hidden />}
              {t(is_active ? 'whatsapp.pause' : 'whatsapp.resume')}
            </Button>
            <Button variant="ghost" size="icon" aria-label={t('form.editNamed', { name: connection.name })} onClick={() => setOpen('edit')}>
              <Pencil aria-hidden />
            </Button>
            <Button variant="ghost" size="icon" aria-label={t('form.removeNamed', { name: connection.name })} onClick={() => setOpen('remove')}>
              <Trash2 aria-hidden />
            </Button>
          </div>
        )}
      </header>
      <div className="flex flex-col gap-5 px-4 py-4">
        <div>
          <p className="flex flex-wrap items-center gap-2 text-sm">
            <Badge tone={tones[state]}>{t(`whatsapp.state.${state}.title`)}</Badge>
            {t(`whatsapp.state.${state}.text`)}
          </p>
          {state === 'failing' && reason && <p className="mt-1 text-sm text-danger">{i18n.exists(reasonKey) ? t(reasonKey as 'settings:whatsapp.problem.unreachable.what') : t('whatsapp.problem.refused.what')}</p>}
          <dl className="mt-3 grid gap-x-6 gap-y-1 text-xs sm:grid-cols-3">
            {(['last_received_at', 'last_sent_at', 'checked_at'] as const).map((name) => (
              <div key={name} className="flex gap-1.5 sm:block">
                <dt className="text-ink-2">{t(`whatsapp.${name}`)}</dt>
                <dd className="font-medium">{moment(connection[name])}</dd>
              </div>
            ))}
          </dl>
        </div>
        {connection.check && <CheckResult check={connection.check} />}
        {environment === 'live' && (
          <details className="group">
            <summary className="text-sm font-medium text-accent-text">{t('whatsapp.webhook')}</summary>
            <div className="mt-3 flex flex-col gap-4">
              <p className="text-sm text-ink-2">{t('whatsapp.webhookText')}</p>
              <CopyField label={t('whatsapp.webhookUrl')} value={connection.webhook_url} />
              <CopyField label={t('whatsapp.verifyToken')} value={connection.verify_token} hint={t('whatsapp.verifyTokenHint')} />
            </div>
          </details>
        )}
      </div>
      {open === 'edit' && <ConnectionDialog connection={connection} onClose={() => setOpen(null)} />}
      <Confirm
        open={open === 'remove'}
        onOpenChange={(isOpen) => !isOpen && setOpen(null)}
        title={t('whatsapp.removeTitle', { name: connection.name })}
        text={t('whatsapp.removeText')}
        confirmLabel={t('form.remove')}
        cancelLabel={t('shell:cancel')}
        isBusy={remove.isPending}
        onConfirm={() =>
          remove.mutate(id, {
            onSuccess: () => setOpen(null),
            onError: (error) => {
              setOpen(null)
              fail(error)
            },
          })
        }
      />
    </section>
  )
}
