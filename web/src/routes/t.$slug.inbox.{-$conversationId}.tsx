import { createFileRoute } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'

export const Route = createFileRoute('/t/$slug/inbox/{-$conversationId}')({ component: InboxPage })

function InboxPage() {
  const { t } = useTranslation('inbox')
  return (
    <main id="content" className="p-4">
      <h1>{t('title')}</h1>
    </main>
  )
}
