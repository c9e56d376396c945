import { useQuery } from '@tanstack/react-query'
import { MailWarning } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useSession } from '@/lib/session'
import { invitationsQuery } from '../api'

/** Told to whoever may invite where no mail leaves this install: the link is theirs to pass on. */
export function ByHand() {
  const { t } = useTranslation('account')
  const { tenant } = useSession()
  const invitations = useQuery(invitationsQuery(tenant.id))
  if (invitations.data?.are_mailed !== false) return null
  return (
    <section aria-label={t('team.byHandTitle')} className="mb-5 flex items-start gap-2 rounded-lg border bg-wait-soft px-3 py-2 text-sm text-wait">
      <MailWarning aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0">
        <p className="font-medium">{t('team.byHandTitle')}</p>
        <p>{t('team.byHand')}</p>
      </div>
    </section>
  )
}
