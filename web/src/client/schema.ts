/** Generated from web/openapi.json by `make client`; change the server instead.
 * description 75876c7b1157137636f74c4bffe7984738c1a346f7d7839f34cb6ef4691f529f
 * types 2cc4339c011f64d9a24d440bdc41a05e9e571288c41b473b2d1d42279bcd0327 */

export interface paths {
    "/api/agency/policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See Agency Policy
         * @description Whether the agency's people enter their clients' businesses only with a second factor, and how many of them have none.
         */
        get: operations["accounts_see_agency_policy"];
        /**
         * Set Agency Policy
         * @description Whether the agency's people enter their clients' businesses only with a second factor.
         */
        put: operations["accounts_set_agency_policy"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agency/tenants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Clients
         * @description The clients of one's agency; every business for whoever runs the install.
         */
        get: operations["accounts_list_clients"];
        put?: never;
        /**
         * Create Client
         * @description Sets up a new client: the business, its first store, and an invitation for its owner.
         */
        post: operations["accounts_create_client"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/email/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Undo Email Change
         * @description Whoever reads the mailbox from before stops or undoes a change of e-mail: every session has ended, the password opens nothing
         *     any more, and a new one is chosen with `reset_token`.
         */
        post: operations["accounts_undo_email_change"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/forgotten": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask For Reset
         * @description A link for a new password is mailed, if there is an account; the answer is the same when there is none.
         */
        post: operations["accounts_ask_for_reset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/forward": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Forward
         * @description Whether the request a gateway describes (`X-Forwarded-Host`, `-Proto`, `-Uri`, `-Method`) is a signed-in person's: 200 with
         *     who it is in headers, every one of them always. With `tenant` (its short name) they must belong there, with `may` hold that
         *     permission: `reports` to change what is there, `reports:read` to see it. A business that lets its people in only with a second
         *     factor counts as theirs only when this session has one.
         *
         *     401 when nobody is signed in; with `answer=redirect` a page's visitor is sent to sign in instead. 403 when this person may
         *     not, when the site is not one the operator named, and when the request brought an identity header of its own.
         */
        get: operations["accounts_forward"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/forward/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Forward Keys
         * @description The public key (JWKS) by which an app checks `X-Atende-Assertion`.
         */
        get: operations["accounts_forward_keys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/invitation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Look At Invitation
         * @description What the link's reader is asked.
         */
        post: operations["accounts_look_at_invitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/invitation/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Accept Invitation
         * @description Somebody without an account has one, works in that business, and is signed in.
         */
        post: operations["accounts_accept_invitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/outside": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign In Outside
         * @description A session begins for whoever holds this token; its own token comes as a cookie. An earlier session here ends.
         */
        post: operations["accounts_sign_in_outside"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/outside/finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Finish Outside
         * @description The browser is back: a session begins, or the identity is linked to the account that set out for it, in the session in which
         *     it did. A code works once, in the browser that began.
         */
        post: operations["accounts_finish_outside"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/outside/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start Outside
         * @description Where the browser goes to sign in; it comes back to the page /auth/outside with a code.
         */
        post: operations["accounts_start_outside"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/outside/ways": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Outside Ways
         * @description The services by which one may sign in here.
         */
        get: operations["accounts_list_outside_ways"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/passkey/finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign In By Passkey
         * @description A session begins for whoever proved the passkey.
         */
        post: operations["accounts_sign_in_by_passkey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/passkey/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start Passkey
         * @description What the browser needs to prove a passkey; with `ticket`, as the second step of that sign-in.
         */
        post: operations["accounts_start_passkey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reset Password
         * @description The account of the link has this password; all its sessions have ended.
         */
        post: operations["accounts_reset_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Finish Sign In
         * @description The second step: a code of the authenticator app, or a recovery code.
         */
        post: operations["accounts_finish_sign_in"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign In
         * @description A session begins; its token comes as a cookie. A session that this browser had before ends. Whoever has a second factor is
         *     answered 202 with a ticket for the second step.
         */
        post: operations["accounts_sign_in"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/sign-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign Out
         * @description The session ends, here and on the server.
         */
        post: operations["accounts_sign_out"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/install/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Install Entries
         * @description What was done to accounts and to the install, newest first. That somebody looked stands there too, once a session.
         */
        get: operations["audit_list_install_entries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/install/audit/chain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See Install Standing
         * @description Up to where the chain was checked, and what was found.
         */
        get: operations["audit_see_install_standing"];
        put?: never;
        /**
         * Check Install Chain
         * @description Reads the chain again from its beginning; that it was asked for stands in the log itself.
         */
        post: operations["audit_check_install_chain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/install/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export Install Entries
         * @description The same as a file, all of it; that it was taken stands in the log itself.
         */
        get: operations["audit_export_install_entries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/install/unrouted": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Unrouted
         * @description Events that belong to no business, newest first, and their sums by reason. For the install's superusers.
         */
        get: operations["reports_list_unrouted"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/install/unrouted/{unrouted_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Unrouted
         * @description One of them as it came; who looked is on record. For the install's superusers.
         */
        get: operations["reports_get_unrouted"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Me
         * @description Who is signed in, and where they may go.
         */
        get: operations["accounts_get_me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change Me
         * @description Changes one's own name or language.
         */
        patch: operations["accounts_change_me"];
        trace?: never;
    };
    "/api/me/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm Myself
         * @description Proves by the password who one is, for what asks for it in the next ten minutes.
         */
        post: operations["accounts_confirm_myself"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/confirm/passkey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm By Passkey
         * @description Proves by a passkey who one is; the session has a second factor from now on.
         */
        post: operations["accounts_confirm_by_passkey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/confirm/passkey/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start Confirming
         * @description What the browser needs to prove one of one's passkeys.
         */
        post: operations["accounts_start_confirming"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change Email
         * @description Mails a link to the new address; the e-mail changes once its person confirms it, while this session lasts. Asks for the
         *     password. The present address is told, and can stop it.
         */
        post: operations["accounts_change_email"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/email/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm Email
         * @description One signs in with the e-mail of the link from now on. Every other session ends; the former address is told, and can undo it.
         */
        post: operations["accounts_confirm_email"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/identities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Identities
         * @description Who one is at services elsewhere.
         */
        get: operations["accounts_list_identities"];
        put?: never;
        /**
         * Link Identity
         * @description The identity that the token proves is one's own from now on.
         */
        post: operations["accounts_link_identity"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/identities/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start Linking
         * @description Where the browser goes to prove an identity that shall be one's own; it comes back to the page /auth/outside.
         */
        post: operations["accounts_start_linking"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/identities/{identity_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Unlink Identity
         * @description The identity opens one's account no more.
         */
        delete: operations["accounts_unlink_identity"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Join
         * @description Accepts an invitation as the person who is signed in; nothing else of their account changes.
         */
        post: operations["accounts_join"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/passkeys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add Passkey
         * @description Adds the passkey that the browser made.
         */
        post: operations["accounts_add_passkey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/passkeys/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start Adding Passkey
         * @description What the browser needs to make a passkey.
         */
        post: operations["accounts_start_adding_passkey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/passkeys/{passkey_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove Passkey
         * @description The passkey opens nothing any more.
         */
        delete: operations["accounts_remove_passkey"];
        options?: never;
        head?: never;
        /**
         * Rename Passkey
         * @description Gives a passkey another name.
         */
        patch: operations["accounts_rename_passkey"];
        trace?: never;
    };
    "/api/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change Password
         * @description Changes one's own password; every other session ends.
         */
        post: operations["accounts_change_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/recovery-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Renew Recovery Codes
         * @description New recovery codes; the former ones open nothing.
         */
        post: operations["accounts_renew_recovery_codes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Sessions
         * @description Where one is signed in.
         */
        get: operations["accounts_list_sessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/sessions/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End Sessions
         * @description Signs out everywhere; with `keep_this`, everywhere else.
         */
        post: operations["accounts_end_sessions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/sessions/{session_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End Session
         * @description Ends one of one's sessions.
         */
        delete: operations["accounts_end_session"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/signing-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Signing In
         * @description How one signs in: authenticator app, recovery codes, passkeys.
         */
        get: operations["accounts_get_signing_in"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/totp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set Up Totp
         * @description Begins to set up an authenticator app; nothing is asked of it before its first code was right.
         */
        post: operations["accounts_set_up_totp"];
        /**
         * Turn Totp Off
         * @description Signing in asks for no code any more.
         */
        delete: operations["accounts_turn_totp_off"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/totp/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Turn Totp On
         * @description The app's first code: from now on signing in asks for one. Every other session ends.
         */
        post: operations["accounts_turn_totp_on"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/public/bookings/links/{link}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See Ones Appointment
         * @description One's own appointment.
         */
        get: operations["bookings_see_ones_appointment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/public/bookings/links/{link}/calendar.ics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Take To Ones Calendar
         * @description The appointment as a file for calendars; opened again after a change, the entry changes with it.
         */
        get: operations["bookings_take_to_ones_calendar"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/public/bookings/links/{link}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel Ones Appointment
         * @description It will not take place.
         */
        post: operations["bookings_cancel_ones_appointment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/public/bookings/links/{link}/days": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Days To Move To
         * @description To which days of this month it could be moved.
         */
        get: operations["bookings_list_days_to_move_to"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/public/bookings/links/{link}/reschedule": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Move Ones Appointment
         * @description It is at another time, or stands as it did.
         */
        post: operations["bookings_move_ones_appointment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/public/bookings/links/{link}/slots": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Times To Move To
         * @description To when it could be moved: of two weeks from now unless said, a month at most.
         */
        get: operations["bookings_list_times_to_move_to"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/public/bookings/pages/{slug}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Visit Page
         * @description What the page shows, with a fresh ticket.
         */
        get: operations["bookings_visit_page"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/public/bookings/pages/{slug}/appointments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Book By Oneself
         * @description The visitor has this time, or is told what is free instead.
         */
        post: operations["bookings_book_by_oneself"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/public/bookings/pages/{slug}/cover": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See Cover
         * @description The picture at the top of the page; another one has another address.
         */
        get: operations["bookings_see_cover"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/public/bookings/pages/{slug}/days": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Free Days
         * @description On which days of this month it can be had.
         */
        get: operations["bookings_list_free_days"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/public/bookings/pages/{slug}/slots": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Free Times
         * @description When it can be had: of two weeks from now unless said, a month at most.
         */
        get: operations["bookings_list_free_times"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Entries
         * @description What people, keys and operators did in this business, newest first. That somebody looked stands there too, once a session.
         */
        get: operations["audit_list_entries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/audit/chain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See Standing
         * @description Up to where the chain was checked, and what was found.
         */
        get: operations["audit_see_standing"];
        put?: never;
        /**
         * Check Chain
         * @description Reads the chain again from its beginning; that it was asked for stands in the log itself.
         */
        post: operations["audit_check_chain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export Entries
         * @description The same as a file, all of it; that it was taken stands in the log itself.
         */
        get: operations["audit_export_entries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/appointments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Appointments
         * @description Appointments that begin then, of a week from now unless said, by start; a quarter of a year at most. Those online are of every
         *     store.
         */
        get: operations["bookings_list_appointments"];
        put?: never;
        /**
         * Book
         * @description Somebody has this time, or is told what is free instead.
         */
        post: operations["bookings_book"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/appointments/{appointment_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Appointment
         * @description One appointment with its history.
         */
        get: operations["bookings_read_appointment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/appointments/{appointment_id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Approve Appointment
         * @description The business says yes, and why if it says so.
         */
        post: operations["bookings_approve_appointment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/appointments/{appointment_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel Appointment
         * @description It will not take place.
         */
        post: operations["bookings_cancel_appointment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/appointments/{appointment_id}/cancel-rest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel Rest
         * @description This one and those after it in its series will not take place.
         */
        post: operations["bookings_cancel_rest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/appointments/{appointment_id}/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Complete Appointment
         * @description It took place; why it stands otherwise than before, if somebody says so.
         */
        post: operations["bookings_complete_appointment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/appointments/{appointment_id}/no-show": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Miss Appointment
         * @description The customer did not come, and why if somebody says so.
         */
        post: operations["bookings_miss_appointment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/appointments/{appointment_id}/reschedule": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reschedule Appointment
         * @description It is at another time, or stands as it did.
         */
        post: operations["bookings_reschedule_appointment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/appointments/{appointment_id}/reschedule-rest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reschedule Rest
         * @description This one and those after it in its series are at other times, or stand as they did.
         */
        post: operations["bookings_reschedule_rest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/appointments/{appointment_id}/resize": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resize Appointment
         * @description It lasts as long as said, or as long as it did.
         */
        post: operations["bookings_resize_appointment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/appointments/{appointment_id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Restore Appointment
         * @description The cancellation is taken back.
         */
        post: operations["bookings_restore_appointment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/appointments/{appointment_id}/restore-together": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Restore Together
         * @description This one, and what was cancelled of its series or visit with it, stands as it did.
         */
        post: operations["bookings_restore_together"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/appointments/{appointment_id}/take": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take Appointment
         * @description The hold becomes an appointment.
         */
        post: operations["bookings_take_appointment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/busy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Busy
         * @description What events outside take of a week from now, unless said, by start; a quarter of a year at most.
         */
        get: operations["bookings_list_busy"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/calendars": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Calendars
         * @description Calendars outside and how far each is in step.
         */
        get: operations["bookings_list_calendars"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/calendars/connect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Connect Calendar
         * @description The person consented and came back: their calendar is connected.
         */
        post: operations["bookings_connect_calendar"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/calendars/consent": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start Consent
         * @description Where the person's browser goes to consent (Google).
         */
        post: operations["bookings_start_consent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/calendars/subscribe": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Subscribe Calendar
         * @description What takes time in that feed takes the resource's.
         */
        post: operations["bookings_subscribe_calendar"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/calendars/{calendar_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Disconnect Calendar
         * @description The account is connected no more, and the consent is taken back; of a calendar that was given up only that one is forgotten.
         */
        delete: operations["bookings_disconnect_calendar"];
        options?: never;
        head?: never;
        /**
         * Change Calendar
         * @description What was given holds.
         */
        patch: operations["bookings_change_calendar"];
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/calendars/{calendar_id}/choice": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Choice
         * @description The calendars of this one's account, as its vendor lists them now, and what each is for.
         */
        get: operations["bookings_list_choice"];
        /**
         * Choose Calendars
         * @description Appointments are put into that calendar of the account, and events of those take time; what lies ahead moves with it.
         */
        put: operations["bookings_choose_calendars"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/calendars/{calendar_id}/look": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Look At Calendar
         * @description It is brought in step as soon as a worker is free.
         */
        post: operations["bookings_look_at_calendar"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/closures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Closures
         * @description Closures of these days; of today and later unless said.
         */
        get: operations["bookings_list_closures"];
        put?: never;
        /**
         * Add Closure
         * @description Nothing is offered then.
         */
        post: operations["bookings_add_closure"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/closures/{closure_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove Closure
         * @description Those days are as they were.
         */
        delete: operations["bookings_remove_closure"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/customers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Customers
         * @description People who wrote to the business, by part of a name or by number; at most eight.
         */
        get: operations["bookings_list_customers"];
        put?: never;
        /**
         * Add Customer
         * @description Somebody who never wrote can be booked for; a number that is known names whose it is, and nobody stands twice.
         */
        post: operations["bookings_add_customer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/customers/{contact_id}/appointments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Of Customer
         * @description What this person has ahead, what they had, and how often they did not come.
         */
        get: operations["bookings_list_of_customer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/customers/{contact_id}/overlaps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Overlaps
         * @description What this person has at any of these times, now unless said, each so many minutes long: told to whoever is about to book for them,
         *     who may all the same.
         */
        get: operations["bookings_list_overlaps"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/feeds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Feeds
         * @description What can be read as a feed.
         */
        get: operations["bookings_list_feeds"];
        put?: never;
        /**
         * Renew Feed
         * @description A new address, shown this once; the one before is none any more.
         */
        post: operations["bookings_renew_feed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/feeds/{feed_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove Feed
         * @description It is read no more.
         */
        delete: operations["bookings_remove_feed"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/flags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Flags
         * @description What is to be looked at, newest first.
         */
        get: operations["bookings_list_flags"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/flags/{flag_id}/settle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Settle Flag
         * @description It stays as it is here, or becomes what it is outside.
         */
        post: operations["bookings_settle_flag"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Imports
         * @description Bookings taken elsewhere that people have to look at, by start.
         */
        get: operations["bookings_list_imports"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/imports/{import_id}/settle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Settle Import
         * @description It is tried once more, needs nothing here, or is the appointment that somebody made of it.
         */
        post: operations["bookings_settle_import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/off-clock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Off Clock
         * @description Appointments ahead that a changed clock left at another local time than was agreed, by start; at most 500.
         */
        get: operations["bookings_list_off_clock"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/off-clock/{appointment_id}/keep": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Keep Off Clock
         * @description It stays when it is, and the local time that the clock of its place shows then is what is agreed.
         */
        post: operations["bookings_keep_off_clock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/off-clock/{appointment_id}/put-back": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put Back Off Clock
         * @description It is at the local time that was agreed, or stands as it did: with what is in the way, and what is free instead.
         */
        post: operations["bookings_put_back_off_clock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/page": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Page
         * @description The page as it stands.
         */
        get: operations["bookings_read_page"];
        /**
         * Write Page
         * @description The page is like this from now on.
         */
        put: operations["bookings_write_page"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/page/card.svg": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Print Page Card
         * @description A card with the page's QR code, to be printed.
         */
        get: operations["bookings_print_page_card"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/page/cover": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Put Page Cover
         * @description This picture stands at the top of the page.
         */
        put: operations["bookings_put_page_cover"];
        post?: never;
        /**
         * Remove Page Cover
         * @description No picture stands at the top of the page.
         */
        delete: operations["bookings_remove_page_cover"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/page/domain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Prove Domain
         * @description The name service was asked whose the page's domain is, and the page is found there.
         */
        post: operations["bookings_prove_domain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/reminders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Reminder Settings
         * @description Whether and how people are reminded.
         */
        get: operations["bookings_read_reminder_settings"];
        /**
         * Write Reminder Settings
         * @description People are reminded like this from now on.
         */
        put: operations["bookings_write_reminder_settings"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/reminders/failed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Failed Reminders
         * @description Appointments ahead whose customer was not reminded and nobody has seen to it, by start.
         */
        get: operations["bookings_list_failed_reminders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/reminders/{reminder_id}/settle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Settle Failed Reminder
         * @description The customer was told by other ways, or need not be: it waits for nobody any more.
         */
        post: operations["bookings_settle_failed_reminder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/resources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Resources
         * @description Professionals, rooms and equipment.
         */
        get: operations["bookings_list_resources"];
        put?: never;
        /**
         * Add Resource
         * @description The room or equipment can be needed.
         */
        post: operations["bookings_add_resource"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/resources/{resource_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove Resource
         * @description The room or equipment is gone.
         */
        delete: operations["bookings_remove_resource"];
        options?: never;
        head?: never;
        /**
         * Change Resource
         * @description What was given holds.
         */
        patch: operations["bookings_change_resource"];
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/resources/{resource_id}/plans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Write Plans
         * @description The resource works by exactly these plans.
         */
        put: operations["bookings_write_plans"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/series": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Book Series
         * @description Somebody has all these times, or is told which cannot be and what is free instead.
         */
        post: operations["bookings_book_series"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/series-starts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Series Starts
         * @description Which dates of a series could be had now, and of the others why not; nothing is booked. From now on and four times, unless said;
         *     it ends by `count` or by `until`.
         */
        get: operations["bookings_list_series_starts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/series/{series_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Series
         * @description All appointments of the series, whatever became of them.
         */
        get: operations["bookings_read_series"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/services": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Bookable Services
         * @description Services that can be booked.
         */
        get: operations["bookings_list_bookable_services"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/services/{service_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Write Bookable Service
         * @description The service is booked like this from now on.
         */
        put: operations["bookings_write_bookable_service"];
        post?: never;
        /**
         * Remove Bookable Service
         * @description The service can be booked no more.
         */
        delete: operations["bookings_remove_bookable_service"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/slots": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Slots
         * @description Every start that can be had, of a week from now unless said; a quarter of a year at most. `as_staff`: without the customers'
         *     notice and horizon. `moving`: to which starts this appointment of the service could be moved, as long as it is; its own time counts as
         *     free, and where it is now is none of them.
         */
        get: operations["bookings_list_slots"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Sources
         * @description Where bookings taken elsewhere come in.
         */
        get: operations["bookings_list_sources"];
        put?: never;
        /**
         * Open Source
         * @description Cal.com can post; the secret is shown this once.
         */
        post: operations["bookings_open_source"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/sources/{connection_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Close Source
         * @description Nothing is taken in any more.
         */
        delete: operations["bookings_close_source"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/sources/{connection_id}/asking": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Ask Source
         * @description Its bookings are asked for, too, with that key.
         */
        put: operations["bookings_ask_source"];
        post?: never;
        /**
         * Stop Asking Source
         * @description Only its webhooks tell of its bookings.
         */
        delete: operations["bookings_stop_asking_source"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/sources/{connection_id}/kinds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Source Kinds
         * @description The kinds of booking that Cal.com has now, as the source's key may see them; by title.
         */
        get: operations["bookings_list_source_kinds"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/sources/{connection_id}/routes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Write Import Routes
         * @description What each kind of booking is here.
         */
        put: operations["bookings_write_import_routes"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/sources/{connection_id}/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Renew Source Secret
         * @description A new secret, shown this once; the one before opens nothing any more.
         */
        post: operations["bookings_renew_source_secret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/visit-starts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Visit Starts
         * @description When these services can be had in a row, of a week from now unless said; a month at most. `professional_id`: for each service its
         *     own or `any`, or none.
         */
        get: operations["bookings_list_visit_starts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/visits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Book Visit
         * @description Somebody has all these services one after the other, or none and is told when they could.
         */
        post: operations["bookings_book_visit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/visits/{visit_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Visit
         * @description All appointments of the visit, whatever became of them.
         */
        get: operations["bookings_read_visit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/visits/{visit_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel Visit
         * @description None of it will take place.
         */
        post: operations["bookings_cancel_visit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/visits/{visit_id}/reschedule": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reschedule Visit
         * @description All of it begins at another time, or stands as it did.
         */
        post: operations["bookings_reschedule_visit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/visits/{visit_id}/starts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Starts To Move Visit
         * @description To which starts the visit could be moved, each service with whom it is and as long as it is; of a week from now unless said, a
         *     month at most.
         */
        get: operations["bookings_list_starts_to_move_visit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/waits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Waits
         * @description Who waits, the longest waiting first, with what each was offered.
         */
        get: operations["bookings_list_waits"];
        put?: never;
        /**
         * Join Waits
         * @description They wait; who waited for the service already waits for this from now on and keeps their place.
         */
        post: operations["bookings_join_waits"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/waits/{wait_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Leave Waits
         * @description They wait no more, and what was held for them is free.
         */
        delete: operations["bookings_leave_waits"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/waits/{wait_id}/offers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Offer Time
         * @description The time is held for who waits, and they are asked in the chat whether they want it.
         */
        post: operations["bot_offer_time"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bookings/working": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Working
         * @description When everybody works from the first to the last day, a week from today unless said, two months at most; `locale` is that of
         *     holidays' names.
         */
        get: operations["bookings_list_working"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/bot": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Bot
         * @description The settings that hold now.
         */
        get: operations["bot_read_bot"];
        /**
         * Write Bot
         * @description The settings are these from the next turn on.
         */
        put: operations["bot_write_bot"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/business": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Business
         * @description What is true of the whole business.
         */
        get: operations["knowledge_read_business"];
        /**
         * Write Business
         * @description The profile is exactly this from the next turn on.
         */
        put: operations["knowledge_write_business"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/channels/{connection_id}/templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Templates
         * @description Templates of a number that may be sent, with the values each asks for.
         */
        get: operations["inbox_list_templates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/connections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Connections
         * @description All connections of the business.
         */
        get: operations["integrations_list_connections"];
        put?: never;
        /**
         * Add Connection
         * @description A sandbox number is made in the twin and answered for at once; a live one is checked at once and answered for when it is proven.
         */
        post: operations["integrations_add_connection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/connections/{connection_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove Connection
         * @description The connection is gone and its number free; refused when anything was ever said through it.
         */
        delete: operations["integrations_remove_connection"];
        options?: never;
        head?: never;
        /**
         * Change Connection
         * @description What was given holds. Another account or token is for the next check to prove; a sandbox number keeps its account.
         */
        patch: operations["integrations_change_connection"];
        trace?: never;
    };
    "/api/t/{tenant_id}/connections/{connection_id}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check Connection
         * @description Both directions are tried now; the outcome is kept and decides the connection's state.
         */
        post: operations["integrations_check_connection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/contacts/{contact_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Contact
         * @description The person, under the record that lives, with all evidence, retired too.
         */
        get: operations["contacts_read_contact"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Rename Contact
         * @description The person is called so here.
         */
        patch: operations["contacts_rename_contact"];
        trace?: never;
    };
    "/api/t/{tenant_id}/contacts/{contact_id}/merges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Merges
         * @description The merges that made this person's record what it is, newest first, undone ones included.
         */
        get: operations["contacts_list_merges"];
        put?: never;
        /**
         * Merge Contacts
         * @description The other record is this person's from here on, its history too.
         */
        post: operations["contacts_merge_contacts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/conversations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Conversations
         * @description A page of conversations.
         */
        get: operations["inbox_list_conversations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/conversations/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Count Conversations
         * @description How many conversations the list of the same `status` shows per filter.
         */
        get: operations["inbox_count_conversations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/conversations/{conversation_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Conversation
         * @description One conversation.
         */
        get: operations["inbox_read_conversation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/conversations/{conversation_id}/assign": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Assign Conversation
         * @description The named colleague has it, or nobody in particular.
         */
        post: operations["inbox_assign_conversation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/conversations/{conversation_id}/assume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Assume Conversation
         * @description The caller has it; the bot is out.
         */
        post: operations["inbox_assume_conversation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/conversations/{conversation_id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Close Conversation
         * @description The open case is done and the bot has the next one.
         */
        post: operations["inbox_close_conversation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/conversations/{conversation_id}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Timeline
         * @description A stretch of the timeline: the newest, or what lies before or after a place.
         */
        get: operations["inbox_read_timeline"];
        put?: never;
        /**
         * Send Message
         * @description The message is queued, and the caller has the conversation.
         */
        post: operations["inbox_send_message"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/conversations/{conversation_id}/notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add Note
         * @description A private remark for colleagues.
         */
        post: operations["inbox_add_note"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/conversations/{conversation_id}/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Read To The End
         * @description Nothing is unread; the customer sees the ticks once a person has the conversation.
         */
        post: operations["inbox_read_to_the_end"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/conversations/{conversation_id}/reopen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reopen Conversation
         * @description A case is open again and the caller has it.
         */
        post: operations["inbox_reopen_conversation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/conversations/{conversation_id}/return": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Return Conversation
         * @description The bot answers again.
         */
        post: operations["inbox_return_conversation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/conversations/{conversation_id}/typing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Show Typing
         * @description The customer sees "typing…" for up to 25 seconds, when the caller has the conversation.
         */
        post: operations["inbox_show_typing"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/custody": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Custody
         * @description What came in from `first` to `last` (days of the business, both included; the last week when missing), by number, kind,
         *     reason and day, all counted in one snapshot.
         */
        get: operations["reports_get_custody"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/custody/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Events
         * @description Events that are kept raw, newest first, with what each became. `retried`: only those of which a try failed and another followed;
         *     without days, and of nobody in particular, those of the last week.
         */
        get: operations["reports_list_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/custody/events/{event_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Event
         * @description One event as it came. Who looked is on record. Whoever may not read conversations sees how it ended, not what it says.
         */
        get: operations["reports_get_event"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/custody/replays": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Replays
         * @description The last twenty replays.
         */
        get: operations["reports_list_replays"];
        put?: never;
        /**
         * Start Replay
         * @description What is chosen is opened once more by a worker; what is there already stays as it is. Without days and without an event
         *     it is the last week.
         */
        post: operations["reports_start_replay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/custody/replays/{replay_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Replay
         * @description How far it is.
         */
        get: operations["reports_get_replay"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/custody/replays/{replay_id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop Replay
         * @description It goes no further; what it changed stays.
         */
        post: operations["reports_stop_replay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/delays": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Delays
         * @description What of this business's own is late now, and since when. Of others it says nothing, not even that they wait: whether anybody
         *     works is about the install.
         */
        get: operations["reports_get_delays"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Upload File
         * @description The file is stored as what its bytes are, whatever it was called.
         */
        post: operations["inbox_upload_file"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/files/{file_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download File
         * @description The bytes, with a type no browser runs and a policy that lets nothing in them run.
         */
        get: operations["inbox_download_file"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Invitations
         * @description Who was asked to join and has not answered.
         */
        get: operations["accounts_list_invitations"];
        put?: never;
        /**
         * Invite
         * @description Asks somebody to join, by mail; asking again sends another one. Where the install can send no mail the answer holds the
         *     link.
         */
        post: operations["accounts_invite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/invitations/{invitation_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke Invitation
         * @description Takes the invitation back; its links lead nowhere any more.
         */
        delete: operations["accounts_revoke_invitation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/invitations/{invitation_id}/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resend Invitation
         * @description Sends the mail again, good for 7 days from now.
         */
        post: operations["accounts_resend_invitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Keys
         * @description The business's API keys, newest first, also those that were revoked; never the keys themselves.
         */
        get: operations["accounts_list_keys"];
        put?: never;
        /**
         * Create Key
         * @description A new API key. The key itself is in this answer and nowhere else, ever.
         */
        post: operations["accounts_create_key"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/keys/{key_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke Key
         * @description The key opens nothing from now on.
         */
        delete: operations["accounts_revoke_key"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow
         * @description Facts of the rooms that the listener may see, from now on or after the given place; `reset` when too much happened since.
         */
        get: operations["inbox_follow"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/merges/{merge_id}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Undo Merge
         * @description The two records are two people's again, each with its own history.
         */
        post: operations["contacts_undo_merge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/messages/{message_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Message
         * @description One message.
         */
        get: operations["inbox_read_message"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/messages/{message_id}/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resend Message
         * @description A message that failed, or that nobody can say of whether it arrived, is tried once more because a person wants it.
         */
        post: operations["inbox_resend_message"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/professionals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Professionals
         * @description All professionals, in the business's order.
         */
        get: operations["knowledge_list_professionals"];
        put?: never;
        /**
         * Add Professional
         * @description The professional is known.
         */
        post: operations["knowledge_add_professional"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/professionals/{professional_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove Professional
         * @description The professional is gone.
         */
        delete: operations["knowledge_remove_professional"];
        options?: never;
        head?: never;
        /**
         * Change Professional
         * @description What was given holds.
         */
        patch: operations["knowledge_change_professional"];
        trace?: never;
    };
    "/api/t/{tenant_id}/services": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Services
         * @description All services, in the business's order.
         */
        get: operations["knowledge_list_services"];
        put?: never;
        /**
         * Add Service
         * @description The service exists.
         */
        post: operations["knowledge_add_service"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/services/{service_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove Service
         * @description The service is gone.
         */
        delete: operations["knowledge_remove_service"];
        options?: never;
        head?: never;
        /**
         * Change Service
         * @description What was given holds.
         */
        patch: operations["knowledge_change_service"];
        trace?: never;
    };
    "/api/t/{tenant_id}/simulator/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Wait For Events
         * @description What happened on this business's numbers since a place; waits up to `wait` seconds for something.
         */
        get: operations["simulator_wait_for_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/simulator/faults": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Faults
         * @description The faults switched on for a number.
         */
        get: operations["simulator_list_faults"];
        put?: never;
        /**
         * Add Fault
         * @description A fault on one of this business's numbers.
         */
        post: operations["simulator_add_fault"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/simulator/faults/{fault_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Clear Fault
         * @description The fault is over.
         */
        delete: operations["simulator_clear_fault"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/simulator/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Upload
         * @description A file the customer will send, as raw bytes with their content type.
         */
        post: operations["simulator_upload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/simulator/files/{media_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download
         * @description A file of a conversation, never shown as anything a browser runs.
         */
        get: operations["simulator_download"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/simulator/numbers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Numbers
         * @description This business's sandbox numbers.
         */
        get: operations["simulator_list_numbers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/simulator/numbers/{number_id}/echoes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Echo
         * @description Somebody of the business writes from the phone app.
         */
        post: operations["simulator_echo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/simulator/phones": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Phones
         * @description This business's virtual customers.
         */
        get: operations["simulator_list_phones"];
        put?: never;
        /**
         * Add Phone
         * @description A virtual customer: name, phone or username.
         */
        post: operations["simulator_add_phone"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/simulator/phones/{phone_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove Phone
         * @description The virtual customer is gone from the screen; what they wrote stays in the inbox.
         */
        delete: operations["simulator_remove_phone"];
        options?: never;
        head?: never;
        /**
         * Change Phone
         * @description Name, receipts, online and the like are as given.
         */
        patch: operations["simulator_change_phone"];
        trace?: never;
    };
    "/api/t/{tenant_id}/simulator/phones/{phone_id}/threads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Threads
         * @description The customer's conversations, newest first.
         */
        get: operations["simulator_list_threads"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/simulator/phones/{phone_id}/threads/{number_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Thread
         * @description One conversation as the customer sees it.
         */
        get: operations["simulator_read_thread"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change Thread
         * @description The customer looks at the conversation or leaves it.
         */
        patch: operations["simulator_change_thread"];
        trace?: never;
    };
    "/api/t/{tenant_id}/simulator/phones/{phone_id}/threads/{number_id}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Act
         * @description The customer writes, taps, reacts, edits or takes back.
         */
        post: operations["simulator_act"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/simulator/phones/{phone_id}/{change}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change Identity
         * @description The customer changes number, id or security code, or their marketing preference.
         */
        post: operations["simulator_change_identity"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/stores": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Stores
         * @description The business's stores, also those that are switched off.
         */
        get: operations["accounts_list_stores"];
        put?: never;
        /**
         * Add Store
         * @description Adds a store.
         */
        post: operations["accounts_add_store"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/stores/{store_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove Store
         * @description Removes a store that nothing refers to.
         */
        delete: operations["accounts_remove_store"];
        options?: never;
        head?: never;
        /**
         * Change Store
         * @description Changes what is sent of a store.
         */
        patch: operations["accounts_change_store"];
        trace?: never;
    };
    "/api/t/{tenant_id}/team": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Team
         * @description Who works here.
         */
        get: operations["accounts_list_team"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/team-policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See Team Policy
         * @description Whether people enter this business only with a second factor, and how many of them have none.
         */
        get: operations["accounts_see_team_policy"];
        /**
         * Set Team Policy
         * @description Whether people enter this business only with a second factor.
         */
        put: operations["accounts_set_team_policy"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/team/removed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Removed
         * @description Who worked here and was removed, latest first; a change of `is_active` brings them back.
         */
        get: operations["accounts_list_removed"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/t/{tenant_id}/team/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove Member
         * @description Ends a person's membership; they are signed out.
         */
        delete: operations["accounts_remove_member"];
        options?: never;
        head?: never;
        /**
         * Change Member
         * @description Changes a member's name, role, permissions or password, or ends and renews the membership.
         */
        patch: operations["accounts_change_member"];
        trace?: never;
    };
    "/api/t/{tenant_id}/tenant": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Tenant
         * @description The business itself.
         */
        get: operations["accounts_get_tenant"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change Tenant
         * @description Changes name, kind, time zone or language of the business.
         */
        patch: operations["accounts_change_tenant"];
        trace?: never;
    };
    "/hooks/calendars": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Hear Calendar
         * @description The calendar is read shortly. A channel that is unknown, or a wrong secret, is answered 404, upon which no more is told there.
         *     Whoever asks too often is refused as everywhere: what is lost by that is found by looking.
         */
        post: operations["bookings_hear_calendar"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ical/{business_id}/{token}.ics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Feed
         * @description The agenda (iCalendar), for whoever knows the address; 304 when it is as it was.
         */
        get: operations["bookings_read_feed"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * AcceptIn
         * @description By somebody without an account: it is made with this name and password.
         */
        AcceptIn: {
            /** Name */
            name: string;
            /**
             * Password
             * Format: password
             */
            password: string;
            /**
             * Token
             * Format: password
             */
            token: string;
        };
        /** Address */
        Address: {
            /**
             * City
             * @default
             */
            city?: string;
            /**
             * Complement
             * @default
             */
            complement?: string;
            /**
             * District
             * @default
             */
            district?: string;
            /**
             * Number
             * @default
             */
            number?: string;
            /**
             * Postal Code
             * @default
             */
            postal_code?: string;
            /**
             * State
             * @default
             */
            state?: string;
            /**
             * Street
             * @default
             */
            street?: string;
        };
        /** AgencyOut */
        AgencyOut: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Name */
            name: string;
            /** Requires Second Factor */
            requires_second_factor: boolean;
        };
        /** AgencyTenants */
        AgencyTenants: {
            /** Items */
            items: components["schemas"]["TenantPlace"][];
            /** Next Cursor */
            next_cursor?: string | null;
        };
        /**
         * AgendaHoursOut
         * @description Working time of everybody, and what is closed.
         */
        AgendaHoursOut: {
            /** Closed */
            closed: components["schemas"]["ClosedOut"][];
            /** Items */
            items: components["schemas"]["WorkingOut"][];
        };
        /**
         * AlternativeOut
         * @description A free start, where (no store: online) and by which clock.
         */
        AlternativeOut: {
            /**
             * Starts At
             * Format: date-time
             */
            starts_at: string;
            /** Store Id */
            store_id: string | null;
            /** Timezone */
            timezone: string;
        };
        /**
         * Answer
         * @description A question people ask and the business's own answer.
         */
        Answer: {
            /** Answer */
            answer: string;
            /** Question */
            question: string;
        };
        /**
         * ApiKeyIn
         * @description A new key: what it may do, and until when (None: until it is revoked).
         */
        ApiKeyIn: {
            /** Expires At */
            expires_at?: string | null;
            /** Name */
            name: string;
            /** Scopes */
            scopes: string[];
        };
        /**
         * ApiKeyMade
         * @description A new key with the key itself, which is shown this once.
         */
        ApiKeyMade: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            created_by: components["schemas"]["KeyMaker"];
            /** Expires At */
            expires_at: string | null;
            /** Hint */
            hint: string;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Key */
            key: string;
            /** Last Used At */
            last_used_at: string | null;
            /** Name */
            name: string;
            /** Revoked At */
            revoked_at: string | null;
            /** Scopes */
            scopes: string[];
            /**
             * State
             * @enum {string}
             */
            state: "active" | "expired" | "revoked" | "stopped";
        };
        /**
         * ApiKeyOut
         * @description A key without the key: `hint` is how it begins. `state`: active, expired, revoked, or stopped (its maker left).
         */
        ApiKeyOut: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            created_by: components["schemas"]["KeyMaker"];
            /** Expires At */
            expires_at: string | null;
            /** Hint */
            hint: string;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Last Used At */
            last_used_at: string | null;
            /** Name */
            name: string;
            /** Revoked At */
            revoked_at: string | null;
            /** Scopes */
            scopes: string[];
            /**
             * State
             * @enum {string}
             */
            state: "active" | "expired" | "revoked" | "stopped";
        };
        /** ApiKeys */
        ApiKeys: {
            /** Items */
            items: components["schemas"]["ApiKeyOut"][];
            /** Next Cursor */
            next_cursor?: string | null;
            /** Offered Scopes */
            offered_scopes: string[];
        };
        /**
         * AppointmentIn
         * @description Who wants what when. `client_id`: the asker's own id; asked again, the same appointment. `import_id`: the booking taken
         *     elsewhere that people had to look at, whose appointment it is from now on. `overbook` is for people of the team and names who does
         *     it, where somebody does; rooms and equipment are taken too, those that are free first. `reason`: why it is made so, for its history.
         */
        AppointmentIn: {
            /** Client Id */
            client_id?: string | null;
            /**
             * Contact Id
             * Format: uuid
             */
            contact_id: string;
            /** Conversation Id */
            conversation_id?: string | null;
            /**
             * Hold
             * @default false
             */
            hold?: boolean;
            /** Import Id */
            import_id?: string | null;
            /**
             * Note
             * @default
             */
            note?: string;
            /**
             * Overbook
             * @default false
             */
            overbook?: boolean;
            /** Professional Id */
            professional_id?: string | null;
            /**
             * Reason
             * @default
             */
            reason?: string;
            /**
             * Service Id
             * Format: uuid
             */
            service_id: string;
            /**
             * Starts At
             * Format: date-time
             */
            starts_at: string;
            /** Store Id */
            store_id?: string | null;
        };
        /**
         * AppointmentOut
         * @description One person's appointment. `timezone` is the clock it is kept by (its store's), `local_start` what that clock shows then. People
         *     with the same `occasion_id` are in one group; appointments with the same `series_id` repeat, those with the same `visit_id` are services
         *     in a row. `acknowledged_at`: when the customer said that they will come. `overlaps`: what else its customer has at that time; it refuses
         *     nothing.
         */
        AppointmentOut: {
            /** Acknowledged At */
            acknowledged_at: string | null;
            /**
             * Contact Id
             * Format: uuid
             */
            contact_id: string;
            /** Contact Name */
            contact_name: string | null;
            /** Conversation Id */
            conversation_id: string | null;
            /** Currency */
            currency: string;
            /**
             * Ends At
             * Format: date-time
             */
            ends_at: string;
            /** Guest Name */
            guest_name?: string | null;
            /** Held Until */
            held_until: string | null;
            /** History */
            history?: components["schemas"]["ChangeOut"][] | null;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Is Overbooked */
            is_overbooked: boolean;
            /**
             * Local Start
             * Format: date-time
             */
            local_start: string;
            /** Note */
            note: string;
            /**
             * Occasion Id
             * Format: uuid
             */
            occasion_id: string;
            /** Overlaps */
            overlaps?: components["schemas"]["OverlapOut"][] | null;
            /** Price Cents */
            price_cents: number | null;
            receipt?: components["schemas"]["ReceiptOut"] | null;
            /** Reminders */
            reminders?: components["schemas"]["ReminderOut"][] | null;
            /** Resource Ids */
            resource_ids: string[];
            /** Resources */
            resources: components["schemas"]["TakenOut"][];
            /** Series Id */
            series_id: string | null;
            /**
             * Service Id
             * Format: uuid
             */
            service_id: string;
            /** Service Name */
            service_name: string;
            /**
             * Source
             * @enum {string}
             */
            source: "bot" | "page" | "staff" | "api" | "import";
            /**
             * Starts At
             * Format: date-time
             */
            starts_at: string;
            /**
             * State
             * @enum {string}
             */
            state: "hold" | "pending" | "confirmed" | "completed" | "no_show" | "cancelled" | "expired";
            /** Store Id */
            store_id: string | null;
            /** Store Name */
            store_name: string | null;
            /** Timezone */
            timezone: string;
            /** Visit Id */
            visit_id: string | null;
        };
        /**
         * AppointmentPage
         * @description A page of appointments by start; `next_cursor` leads to the later ones.
         */
        AppointmentPage: {
            /** Items */
            items: components["schemas"]["AppointmentOut"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * AskingIn
         * @description How the source is asked for its bookings. `api_key`: Cal.com's (cal_...), or null for the one before; `address`: of its API, where
         *     somebody has a Cal.com of their own.
         */
        AskingIn: {
            /**
             * Address
             * @default
             */
            address?: string;
            /** Api Key */
            api_key?: string | null;
        };
        /**
         * AskingOut
         * @description How far what the source lists is known here; never its key. `reason`: why it could not be asked.
         */
        AskingOut: {
            /** Address */
            address: string;
            /** Last Asked At */
            last_asked_at: string | null;
            /** Next At */
            next_at: string | null;
            /** Reason */
            reason: string | null;
            /**
             * State
             * @enum {string}
             */
            state: "new" | "ok" | "failing" | "broken";
        };
        /**
         * AssignIn
         * @description Who is to have the conversation; null puts it among those that wait for somebody.
         */
        AssignIn: {
            /** User Id */
            user_id: string | null;
        };
        /**
         * AssumeIn
         * @description `force` takes it from a colleague too.
         */
        AssumeIn: {
            /**
             * Force
             * @default false
             */
            force?: boolean;
        };
        /**
         * AuditActor
         * @description Who did it; `role` is what they were in the business then.
         */
        AuditActor: {
            /** Id */
            id: string | null;
            /** Kind */
            kind: string;
            /** Name */
            name: string | null;
            /** Role */
            role: string | null;
        };
        /** AuditEntries */
        AuditEntries: {
            /** Items */
            items: components["schemas"]["AuditEntryOut"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * AuditEntryOut
         * @description One thing somebody did. `detail` holds plain values, never a secret.
         */
        AuditEntryOut: {
            /** Action */
            action: string;
            actor: components["schemas"]["AuditActor"];
            /** Address */
            address: string | null;
            /** Agent */
            agent: string | null;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Detail */
            detail: {
                [key: string]: unknown;
            };
            /** Group */
            group: string;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** No */
            no: number;
            subject: components["schemas"]["AuditSubject"] | null;
        };
        /**
         * AuditStanding
         * @description Whether the chain was touched, as far as its newest check goes: the first `entries` of its `last_no` held when it was read again at
         *     `checked_at` (None: never yet). `problem` is what was found at number `problem_no`: changed, missing, rewritten, or end.
         */
        AuditStanding: {
            /** Checked At */
            checked_at?: string | null;
            /**
             * Entries
             * @default 0
             */
            entries?: number;
            /** Last No */
            last_no: number;
            /** Problem */
            problem?: string | null;
            /** Problem No */
            problem_no?: number | null;
        };
        /** AuditSubject */
        AuditSubject: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Name */
            name: string | null;
        };
        /**
         * Author
         * @description Who wrote a message.
         */
        Author: {
            /**
             * Kind
             * @enum {string}
             */
            kind: "customer" | "bot" | "user" | "phone_app" | "system";
            user: components["schemas"]["Named"] | null;
        };
        /**
         * BecameContact
         * @description Whom an event is about.
         */
        BecameContact: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Name */
            name: string | null;
        };
        /**
         * BecameMessage
         * @description The message an event made or moved, and where it stands.
         */
        BecameMessage: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * Conversation Id
             * Format: uuid
             */
            conversation_id: string;
            /** Direction */
            direction: string;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Kind */
            kind: string;
            /** Preview */
            preview: string | null;
            /** Status */
            status: string;
        };
        /** Body_bookings_put_page_cover */
        Body_bookings_put_page_cover: {
            /** File */
            file: string;
        };
        /** Body_inbox_upload_file */
        Body_inbox_upload_file: {
            /** File */
            file: string;
        };
        /**
         * BookableIn
         * @description How a service is booked. Minutes, unless the name says otherwise. `form_url`: what whoever booked is asked to fill in before; a place
         *     `{{agendamento}}` in it is filled with the appointment's id, and it has no other.
         */
        BookableIn: {
            /**
             * After
             * @default 0
             */
            after?: number;
            /**
             * Before
             * @default 0
             */
            before?: number;
            /**
             * Cancel Notice
             * @default 0
             */
            cancel_notice?: number;
            /**
             * Capacity
             * @default 1
             */
            capacity?: number;
            /** Contact Limit */
            contact_limit?: number | null;
            /** Daily Limit */
            daily_limit?: number | null;
            /** Duration */
            duration: number;
            /** Form Url */
            form_url?: string | null;
            /** @default clock */
            grid?: components["schemas"]["Grid"];
            /**
             * Hold Minutes
             * @default 10
             */
            hold_minutes?: number;
            /**
             * Horizon Days
             * @default 60
             */
            horizon_days?: number;
            /**
             * Is Public
             * @default true
             */
            is_public?: boolean;
            /** Needs */
            needs?: components["schemas"]["NeedIn"][];
            /**
             * Needs Approval
             * @default false
             */
            needs_approval?: boolean;
            /**
             * Needs Professional
             * @default true
             */
            needs_professional?: boolean;
            /**
             * Notice
             * @default 60
             */
            notice?: number;
            /**
             * Offer Minutes
             * @default 30
             */
            offer_minutes?: number;
            /**
             * Place
             * @default store
             * @enum {string}
             */
            place?: "store" | "online";
            /**
             * Reschedule Notice
             * @default 0
             */
            reschedule_notice?: number;
            /**
             * Step
             * @default 15
             */
            step?: number;
        };
        /**
         * BookableOut
         * @description A service as it is booked, with what the business says of it, and who does it.
         */
        BookableOut: {
            /**
             * After
             * @default 0
             */
            after?: number;
            /**
             * Before
             * @default 0
             */
            before?: number;
            /**
             * Cancel Notice
             * @default 0
             */
            cancel_notice?: number;
            /**
             * Capacity
             * @default 1
             */
            capacity?: number;
            /** Contact Limit */
            contact_limit?: number | null;
            /** Currency */
            currency: string;
            /** Daily Limit */
            daily_limit?: number | null;
            /** Duration */
            duration: number;
            /** Form Url */
            form_url?: string | null;
            /** @default clock */
            grid?: components["schemas"]["Grid"];
            /**
             * Hold Minutes
             * @default 10
             */
            hold_minutes?: number;
            /**
             * Horizon Days
             * @default 60
             */
            horizon_days?: number;
            /** Is Active */
            is_active: boolean;
            /**
             * Is Public
             * @default true
             */
            is_public?: boolean;
            /** Name */
            name: string;
            /** Needs */
            needs?: components["schemas"]["NeedIn"][];
            /**
             * Needs Approval
             * @default false
             */
            needs_approval?: boolean;
            /**
             * Needs Professional
             * @default true
             */
            needs_professional?: boolean;
            /**
             * Notice
             * @default 60
             */
            notice?: number;
            /**
             * Offer Minutes
             * @default 30
             */
            offer_minutes?: number;
            /**
             * Place
             * @default store
             * @enum {string}
             */
            place?: "store" | "online";
            /** Price Cents */
            price_cents: number | null;
            /** Professional Ids */
            professional_ids: string[];
            /**
             * Reschedule Notice
             * @default 0
             */
            reschedule_notice?: number;
            /**
             * Service Id
             * Format: uuid
             */
            service_id: string;
            /**
             * Step
             * @default 15
             */
            step?: number;
        };
        /**
         * BookedNameOut
         * @description A record by its name.
         */
        BookedNameOut: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Name */
            name: string;
        };
        /**
         * BookedOut
         * @description One's own appointment, by its link. `until` fields: the last moment to do it by oneself; none when it cannot be done any more.
         *     `link` is the appointment's own word: whoever has it may see, move and cancel it. `page`: where the business can be booked.
         */
        BookedOut: {
            /** Address */
            address: string;
            /** Business */
            business: string;
            /** Cancel Until */
            cancel_until: string | null;
            /** Color */
            color: string | null;
            /**
             * Ends At
             * Format: date-time
             */
            ends_at: string;
            /** Form Url */
            form_url: string | null;
            /** Guest Name */
            guest_name: string | null;
            /** Horizon Days */
            horizon_days: number;
            /** Is Online */
            is_online: boolean;
            /**
             * Language
             * @enum {string}
             */
            language: "pt-BR" | "en";
            /** Link */
            link: string;
            /** Page */
            page: string | null;
            /** Professionals */
            professionals: string[];
            /** Reschedule Until */
            reschedule_until: string | null;
            /** Service Name */
            service_name: string;
            /**
             * Starts At
             * Format: date-time
             */
            starts_at: string;
            /**
             * State
             * @enum {string}
             */
            state: "hold" | "pending" | "confirmed" | "completed" | "no_show" | "cancelled" | "expired";
            store: components["schemas"]["PlaceOut"] | null;
            /** Timezone */
            timezone: string;
        };
        /**
         * BookingIn
         * @description Who wants what when. `client_id` is the visitor's own: asked again, the same appointment. `proof` shows the work.
         */
        BookingIn: {
            /**
             * Client Id
             * Format: uuid
             */
            client_id: string;
            /** Consent Version */
            consent_version: number;
            /**
             * Language
             * @default pt-BR
             * @enum {string}
             */
            language?: "pt-BR" | "en";
            /** Name */
            name: string;
            /**
             * Note
             * @default
             */
            note?: string;
            /** Phone */
            phone: string;
            /** Professional Id */
            professional_id?: string | null;
            /** Proof */
            proof: number;
            /**
             * Service Id
             * Format: uuid
             */
            service_id: string;
            /**
             * Starts At
             * Format: date-time
             */
            starts_at: string;
            /** Store Id */
            store_id?: string | null;
            /** Ticket */
            ticket: string;
            /**
             * Wants Receipt
             * @default false
             */
            wants_receipt?: boolean;
        };
        /**
         * BusyOut
         * @description A stretch that an event outside takes of a resource.
         */
        BusyOut: {
            /**
             * Calendar Id
             * Format: uuid
             */
            calendar_id: string;
            /**
             * Resource Id
             * Format: uuid
             */
            resource_id: string;
            /**
             * Since
             * Format: date-time
             */
            since: string;
            /**
             * Until
             * Format: date-time
             */
            until: string;
        };
        /**
         * BusyPage
         * @description A page of what events outside take, by start; `next_cursor` leads to the later ones.
         */
        BusyPage: {
            /** Items */
            items: components["schemas"]["BusyOut"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * CalendarOut
         * @description A calendar outside, and how far it is in step. `cursor_at`: up to when changes are known; `waiting`: entries to be written;
         *     `refused`: entries that it does not take. Neither written nor blocking: given up, and gone as soon as ours are out of it.
         */
        CalendarOut: {
            /** Account */
            account: string;
            /** Busy */
            busy: number;
            channel: components["schemas"]["TellingOut"];
            /** Cursor At */
            cursor_at: string | null;
            /**
             * Detail
             * @enum {string}
             */
            detail: "busy" | "service" | "name";
            /**
             * Environment
             * @enum {string}
             */
            environment: "live" | "sandbox";
            /** Failed At */
            failed_at: string | null;
            /** Failures */
            failures: number;
            /** Flags */
            flags: number;
            /** Has Cursor */
            has_cursor: boolean;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Is Blocking */
            is_blocking: boolean;
            /** Is Followed */
            is_followed: boolean;
            /** Is Written */
            is_written: boolean;
            /** Last Written At */
            last_written_at: string | null;
            /** Name */
            name: string;
            /** Next Look At */
            next_look_at: string | null;
            /**
             * Provider
             * @enum {string}
             */
            provider: "google" | "ics";
            /** Read All At */
            read_all_at: string | null;
            /** Reason */
            reason: string | null;
            /** Refused */
            refused: number;
            /**
             * Resource Id
             * Format: uuid
             */
            resource_id: string;
            /**
             * State
             * @enum {string}
             */
            state: "new" | "ok" | "failing" | "broken";
            /** Unreadable */
            unreadable: number;
            /** Waiting */
            waiting: number;
        };
        /**
         * CalendarPatch
         * @description Only what is given changes. `detail`: what entries say; `is_followed`: what is moved or deleted outside is so here, too.
         */
        CalendarPatch: {
            /** Detail */
            detail?: ("busy" | "service" | "name") | null;
            /** Is Followed */
            is_followed?: boolean | null;
            /** Name */
            name?: string | null;
        };
        /**
         * CancelIn
         * @description Why, if they want to say.
         */
        CancelIn: {
            /**
             * Reason
             * @default
             */
            reason?: string;
        };
        /**
         * CaseOut
         * @description The open stretch of a timeline.
         */
        CaseOut: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Is Open */
            is_open: boolean;
            /**
             * Opened At
             * Format: date-time
             */
            opened_at: string;
        };
        /**
         * CaseState
         * @description Whether the newest stretch of the timeline is open.
         * @enum {string}
         */
        CaseState: "open" | "closed" | "any";
        /**
         * ChallengeOut
         * @description `options` are for `navigator.credentials`, in the JSON form of the WebAuthn standard; `ticket` comes back with the answer.
         */
        ChallengeOut: {
            /** Options */
            options: {
                [key: string]: unknown;
            };
            /** Ticket */
            ticket: string;
        };
        /**
         * ChangeOut
         * @description One line of an appointment's history. `actor_name`: the colleague's, or the key's. `resources`: what it has had from then on.
         */
        ChangeOut: {
            /** Actor */
            actor: string;
            /** Actor Name */
            actor_name: string | null;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** From Starts At */
            from_starts_at: string | null;
            /** From State */
            from_state: ("hold" | "pending" | "confirmed" | "completed" | "no_show" | "cancelled" | "expired") | null;
            /** Is Overbooked */
            is_overbooked: boolean;
            /** Reason */
            reason: string;
            /** Resources */
            resources: components["schemas"]["TakenOut"][];
            /** To Ends At */
            to_ends_at: string | null;
            /**
             * To Starts At
             * Format: date-time
             */
            to_starts_at: string;
            /**
             * To State
             * @enum {string}
             */
            to_state: "hold" | "pending" | "confirmed" | "completed" | "no_show" | "cancelled" | "expired";
        };
        /**
         * ChannelOut
         * @description The receiving number of a conversation.
         */
        ChannelOut: {
            /** Environment */
            environment: string;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Name */
            name: string;
            /** Phone */
            phone: string;
            /** State */
            state: string;
        };
        /**
         * CheckOut
         * @description A two-way check: each step, in order, with its stable word.
         */
        CheckOut: {
            /**
             * Checked At
             * Format: date-time
             */
            checked_at: string;
            /** Ok */
            ok: boolean;
            /** Steps */
            steps: {
                [key: string]: unknown;
            }[];
        };
        /**
         * ChoiceIn
         * @description What the account's calendars are for, by their ids there. `written`: the one that appointments are put into, or none;
         *     `blocking`: those whose events take time.
         */
        ChoiceIn: {
            /** Blocking */
            blocking: string[];
            /** Written */
            written: string | null;
        };
        /**
         * ChosenOut
         * @description A calendar of the account. `role`: what the account may do in it, in Google's word; `is_listed`: the account has it still.
         */
        ChosenOut: {
            /** Can Write */
            can_write: boolean;
            /** External Id */
            external_id: string;
            /** Is Blocking */
            is_blocking: boolean;
            /** Is Listed */
            is_listed: boolean;
            /** Is Primary */
            is_primary: boolean;
            /** Is Written */
            is_written: boolean;
            /** Name */
            name: string;
            /** Role */
            role: string;
            /** Timezone */
            timezone: string;
        };
        /**
         * ClosedOut
         * @description Nothing is offered then: of everybody, of a store, or of one resource. `kind`: a closure, a holiday, or a date on which a store
         *     does not open.
         */
        ClosedOut: {
            /**
             * Kind
             * @enum {string}
             */
            kind: "closure" | "holiday" | "exception";
            /** Reason */
            reason: string;
            /** Resource Id */
            resource_id: string | null;
            /**
             * Since
             * Format: date-time
             */
            since: string;
            /** Store Id */
            store_id: string | null;
            /**
             * Until
             * Format: date-time
             */
            until: string;
        };
        /**
         * ClosureIn
         * @description Nothing is offered on these days, or in these hours of each of them: of everybody, a store or one resource. `every_year`: on the
         *     same days of the years that follow, too; 29 February is the 28th where there is none.
         */
        ClosureIn: {
            /**
             * Every Year
             * @default false
             */
            every_year?: boolean;
            /**
             * First On
             * Format: date
             */
            first_on: string;
            /**
             * Last On
             * Format: date
             */
            last_on: string;
            /**
             * Reason
             * @default
             */
            reason?: string;
            /** Resource Id */
            resource_id?: string | null;
            /** Since */
            since?: string | null;
            /** Store Id */
            store_id?: string | null;
            /** Until */
            until?: string | null;
        };
        /**
         * ClosureOut
         * @description A closure that is kept.
         */
        ClosureOut: {
            /**
             * Every Year
             * @default false
             */
            every_year?: boolean;
            /**
             * First On
             * Format: date
             */
            first_on: string;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Last On
             * Format: date
             */
            last_on: string;
            /**
             * Reason
             * @default
             */
            reason?: string;
            /** Resource Id */
            resource_id?: string | null;
            /** Since */
            since?: string | null;
            /** Store Id */
            store_id?: string | null;
            /** Until */
            until?: string | null;
        };
        /** CodeIn */
        CodeIn: {
            /** Code */
            code: string;
        };
        /** ConfirmIn */
        ConfirmIn: {
            /**
             * Password
             * Format: password
             */
            password: string;
        };
        /**
         * ConnectionIn
         * @description A new connection.
         */
        ConnectionIn: {
            /** Account Id */
            account_id?: string | null;
            /** App Secret */
            app_secret?: string | null;
            /**
             * Environment
             * @default live
             * @enum {string}
             */
            environment?: "live" | "sandbox";
            /** Name */
            name: string;
            /** Number Id */
            number_id?: string | null;
            /** Phone */
            phone: string;
            /**
             * Provider
             * @default meta_whatsapp
             * @constant
             */
            provider?: "meta_whatsapp";
            /** Token */
            token?: string | null;
        };
        /**
         * ConnectionOut
         * @description A connection as it stands.
         */
        ConnectionOut: {
            /** Account Id */
            account_id: string | null;
            check: components["schemas"]["CheckOut"] | null;
            /** Checked At */
            checked_at: string | null;
            /** Environment */
            environment: string;
            /** Has App Secret */
            has_app_secret: boolean;
            /** Has Token */
            has_token: boolean;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Is Active */
            is_active: boolean;
            /** Last Received At */
            last_received_at: string | null;
            /** Last Sent At */
            last_sent_at: string | null;
            /** Name */
            name: string;
            /** Number Id */
            number_id: string;
            /** Phone */
            phone: string;
            /** Provider */
            provider: string;
            /** State */
            state: string;
            /** State Reason */
            state_reason: string | null;
            /** Verify Token */
            verify_token: string;
            /** Webhook Url */
            webhook_url: string;
        };
        /**
         * ConnectionPatch
         * @description Only what is given changes; an empty secret removes it.
         */
        ConnectionPatch: {
            /** Account Id */
            account_id?: string | null;
            /** App Secret */
            app_secret?: string | null;
            /** Is Active */
            is_active?: boolean | null;
            /** Name */
            name?: string | null;
            /** Phone */
            phone?: string | null;
            /** Token */
            token?: string | null;
        };
        /**
         * Connections
         * @description All connections of a business.
         */
        Connections: {
            /** Items */
            items: components["schemas"]["ConnectionOut"][];
        };
        /**
         * ConsentBackIn
         * @description What the browser brought back.
         */
        ConsentBackIn: {
            /** Code */
            code: string;
            /** State */
            state: string;
        };
        /**
         * ConsentIn
         * @description Whose calendar is to be connected. `hint`: their account, offered on the consent page.
         */
        ConsentIn: {
            /**
             * Environment
             * @default live
             * @enum {string}
             */
            environment?: "live" | "sandbox";
            /** Hint */
            hint?: string | null;
            /**
             * Resource Id
             * Format: uuid
             */
            resource_id: string;
        };
        /**
         * ConsentOut
         * @description Where the browser goes now.
         */
        ConsentOut: {
            /** Address */
            address: string;
        };
        /**
         * ConsentShown
         * @description To what a customer agrees. `receipt`: the words by which they ask to be told in WhatsApp; none where the business tells nobody.
         */
        ConsentShown: {
            /** Receipt */
            receipt?: string | null;
            /** Text */
            text: string;
            /** Version */
            version: number;
        };
        /**
         * ContactBrief
         * @description Whom a conversation is with.
         */
        ContactBrief: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Identities */
            identities?: components["schemas"]["Evidence"][] | null;
            /** Name */
            name: string | null;
            /** Phone */
            phone: string | null;
            /** Username */
            username: string | null;
        };
        /**
         * ContactOut
         * @description A person. `marketing` is what they last said about marketing messages, None when never asked.
         */
        ContactOut: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Identities */
            identities: components["schemas"]["IdentityOut"][];
            /** Marketing */
            marketing: string | null;
            /** Name */
            name: string | null;
            /** Name Source */
            name_source: string | null;
            /** Phone */
            phone: string | null;
            /** User Id */
            user_id: string | null;
            /** Username */
            username: string | null;
        };
        /**
         * ContactPatch
         * @description `name` None gives the naming back to the person's own profile.
         */
        ContactPatch: {
            /** Name */
            name: string | null;
        };
        /**
         * ConversationOut
         * @description A conversation with all that its side panel shows.
         */
        ConversationOut: {
            case: components["schemas"]["CaseOut"] | null;
            channel: components["schemas"]["ChannelOut"];
            contact: components["schemas"]["ContactBrief"];
            /** Due At */
            due_at: string | null;
            /** Handoff Reason */
            handoff_reason: string | null;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Is Waiting */
            is_waiting: boolean;
            /**
             * Last Activity At
             * Format: date-time
             */
            last_activity_at: string;
            last_message: components["schemas"]["LastMessage"] | null;
            owner: components["schemas"]["OwnerOut"];
            /** Ownership History */
            ownership_history: components["schemas"]["OwnershipStep"][];
            /** Return At */
            return_at: string | null;
            store: components["schemas"]["Named"] | null;
            /** Unread Count */
            unread_count: number;
            /** Waiting Since */
            waiting_since: string | null;
            /** Window Closes At */
            window_closes_at: string | null;
        };
        /**
         * ConversationPage
         * @description Some conversations and where the list goes on.
         */
        ConversationPage: {
            /** Items */
            items: components["schemas"]["ConversationSummary"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * ConversationSummary
         * @description A conversation as the list shows it.
         */
        ConversationSummary: {
            case: components["schemas"]["CaseOut"] | null;
            channel: components["schemas"]["ChannelOut"];
            contact: components["schemas"]["ContactBrief"];
            /** Due At */
            due_at: string | null;
            /** Handoff Reason */
            handoff_reason: string | null;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Is Waiting */
            is_waiting: boolean;
            /**
             * Last Activity At
             * Format: date-time
             */
            last_activity_at: string;
            last_message: components["schemas"]["LastMessage"] | null;
            owner: components["schemas"]["OwnerOut"];
            /** Return At */
            return_at: string | null;
            store: components["schemas"]["Named"] | null;
            /** Unread Count */
            unread_count: number;
            /** Waiting Since */
            waiting_since: string | null;
            /** Window Closes At */
            window_closes_at: string | null;
        };
        /**
         * Counts
         * @description Open conversations per filter.
         */
        Counts: {
            /** All */
            all: number;
            /** Bot */
            bot: number;
            /** Mine */
            mine: number;
            /** Unassigned */
            unassigned: number;
            /** Waiting */
            waiting: number;
        };
        /**
         * CoverShown
         * @description The picture at the top of the page, and where it is.
         */
        CoverShown: {
            /** Address */
            address: string;
            /** Height */
            height: number;
            /** Width */
            width: number;
        };
        /** CredentialIn */
        CredentialIn: {
            /** Credential */
            credential: {
                [key: string]: unknown;
            };
            /**
             * Ticket
             * Format: password
             */
            ticket: string;
        };
        /**
         * Custody
         * @description What came in on these days and what became of it.
         */
        Custody: {
            /** Days */
            days: components["schemas"]["DaySums"][];
            /**
             * First
             * Format: date
             */
            first: string;
            /** Kinds */
            kinds: components["schemas"]["KindSums"][];
            /**
             * Last
             * Format: date
             */
            last: string;
            /** Numbers */
            numbers: components["schemas"]["NumberSums"][];
            /** Reasons */
            reasons: components["schemas"]["ReasonCount"][];
            /** Timezone */
            timezone: string;
            total: components["schemas"]["Sums"];
        };
        /**
         * CustodyEvent
         * @description One event: what it is, how it ended and what it became.
         */
        CustodyEvent: {
            /** Attempts */
            attempts: number;
            /**
             * Connection Id
             * Format: uuid
             */
            connection_id: string;
            contact: components["schemas"]["BecameContact"] | null;
            /** Handled At */
            handled_at: string | null;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Kind */
            kind: string;
            message: components["schemas"]["BecameMessage"] | null;
            /** Provider */
            provider: string;
            /** Reason */
            reason: string | null;
            /**
             * Received At
             * Format: date-time
             */
            received_at: string;
            /**
             * State
             * @enum {string}
             */
            state: "waiting" | "done" | "ignored" | "dead";
        };
        /**
         * CustodyEventWhole
         * @description An event as it came, too. `is_hidden`: what it says is not shown to who asks, because they may not read conversations.
         */
        CustodyEventWhole: {
            /** Attempts */
            attempts: number;
            /**
             * Connection Id
             * Format: uuid
             */
            connection_id: string;
            contact: components["schemas"]["BecameContact"] | null;
            /** Correlation Id */
            correlation_id: string;
            /** Dedupe Key */
            dedupe_key: string;
            /** Handled At */
            handled_at: string | null;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Is Hidden */
            is_hidden: boolean;
            /** Kind */
            kind: string;
            message: components["schemas"]["BecameMessage"] | null;
            /** Provider */
            provider: string;
            /** Raw */
            raw: unknown;
            /** Reason */
            reason: string | null;
            /**
             * Received At
             * Format: date-time
             */
            received_at: string;
            /**
             * State
             * @enum {string}
             */
            state: "waiting" | "done" | "ignored" | "dead";
        };
        /**
         * CustodyEvents
         * @description Some events, newest first, and where the list goes on. `raw_days`: for how long this install keeps events as they came, at
         *     least.
         */
        CustodyEvents: {
            /** Items */
            items: components["schemas"]["CustodyEvent"][];
            /** Next Cursor */
            next_cursor: string | null;
            /** Raw Days */
            raw_days: number;
        };
        /**
         * CustomerIn
         * @description A customer who is new, as somebody of the team types them; the number with its area.
         */
        CustomerIn: {
            /** Name */
            name: string;
            /** Phone */
            phone: string;
        };
        /**
         * CustomerOut
         * @description Somebody who wrote to the business. `phone_end`: the last four digits of their number.
         */
        CustomerOut: {
            /** Conversation Id */
            conversation_id: string | null;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            missed: components["schemas"]["MissedOut"];
            /** Name */
            name: string | null;
            /** Phone End */
            phone_end: string | null;
        };
        /**
         * DaySums
         * @description One day of the business's calendar.
         */
        DaySums: {
            /**
             * Day
             * Format: date
             */
            day: string;
            sums: components["schemas"]["Sums"];
        };
        /**
         * Delay
         * @description Work that is late: what customers wrote and is not shown yet, what the bot owes them, or what they were not sent yet.
         *     `seconds`: how long the oldest of it waits past its time.
         */
        Delay: {
            /** Count */
            count: number;
            /** Seconds */
            seconds: number;
            /**
             * What
             * @enum {string}
             */
            what: "incoming" | "answers" | "outgoing";
        };
        /**
         * Delays
         * @description `is_working`: some worker does its rounds. Nothing late and somebody at work is how it always should be.
         */
        Delays: {
            /** Is Working */
            is_working: boolean;
            /** Late */
            late: components["schemas"]["Delay"][];
        };
        /** EmailIn */
        EmailIn: {
            /**
             * Email
             * Format: email
             */
            email: string;
            /**
             * Password
             * Format: password
             */
            password: string;
        };
        /** EmailOut */
        EmailOut: {
            /** Email */
            email: string;
        };
        /**
         * EmailUndone
         * @description The e-mail that signs in again, or still; `reset_token` is good for choosing a new password. What else opened the account:
         *     `removed`, and `left` because it is older than what was undone.
         */
        EmailUndone: {
            /** Email */
            email: string;
            left: components["schemas"]["WaysIn"];
            removed: components["schemas"]["WaysIn"];
            /** Reset Token */
            reset_token: string;
        };
        /** EndSessionsIn */
        EndSessionsIn: {
            /**
             * Keep This
             * @default true
             */
            keep_this?: boolean;
        };
        /**
         * EventOut
         * @description Something that happened between the messages.
         */
        EventOut: {
            /** Actor */
            actor: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Name */
            name: string;
            /** Payload */
            payload: {
                [key: string]: unknown;
            };
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "event";
        };
        /**
         * Evidence
         * @description One living piece of evidence of who a contact is.
         */
        Evidence: {
            /**
             * Since
             * Format: date-time
             */
            since: string;
            /** Source */
            source: string;
            /** Space */
            space: string;
            /** Value */
            value: string;
        };
        /**
         * ExplanationOut
         * @description What the bot understood, where the talk went, and the facts it quoted.
         */
        ExplanationOut: {
            /**
             * Fact Ids
             * @default []
             */
            fact_ids?: string[];
            /** Intent */
            intent?: string | null;
            /**
             * Intents
             * @default []
             */
            intents?: string[];
            /**
             * Matched
             * @default []
             */
            matched?: string[];
            /** State From */
            state_from?: string | null;
            /** State To */
            state_to?: string | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * FailedReminderOut
         * @description An appointment ahead whose customer was not reminded; `reason` says why, `at` when that was known. `conversation_id`: where they can
         *     be written to, if anywhere.
         */
        FailedReminderOut: {
            /**
             * Appointment Id
             * Format: uuid
             */
            appointment_id: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Contact Name */
            contact_name: string | null;
            /** Conversation Id */
            conversation_id: string | null;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Lead */
            lead: number;
            /** Reason */
            reason: string;
            /** Service Name */
            service_name: string;
            /**
             * Starts At
             * Format: date-time
             */
            starts_at: string;
            /** Timezone */
            timezone: string;
        };
        /**
         * FailedReminderPage
         * @description A page of them, by start; `next_cursor` leads to the later ones.
         */
        FailedReminderPage: {
            /** Items */
            items: components["schemas"]["FailedReminderOut"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * FailureOut
         * @description Why a message did not arrive: our `code` and the `word` of its sentence, the vendor's own code and words.
         */
        FailureOut: {
            /** Blame */
            blame?: string | null;
            /** Code */
            code: string;
            /** Detail */
            detail?: string | null;
            /** Tries */
            tries?: number | null;
            /** Vendor Code */
            vendor_code?: string | null;
            /** Word */
            word?: string | null;
        };
        /**
         * FeedIn
         * @description Whose agenda: a resource's, a store's, or everybody's. `detail`: what an entry says; unsaid, what it said before, and of one that
         *     was none before when somebody is busy.
         */
        FeedIn: {
            /** Detail */
            detail?: ("busy" | "service" | "name") | null;
            /** Resource Id */
            resource_id?: string | null;
            /** Store Id */
            store_id?: string | null;
        };
        /**
         * FeedOut
         * @description A feed. `address` is shown once, when it is made; `hint` is how its secret begins.
         */
        FeedOut: {
            /** Address */
            address?: string | null;
            /**
             * Detail
             * @enum {string}
             */
            detail: "busy" | "service" | "name";
            /** Hint */
            hint: string;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Last Read At */
            last_read_at: string | null;
            /**
             * Renewed At
             * Format: date-time
             */
            renewed_at: string;
            /** Resource Id */
            resource_id: string | null;
            /** Store Id */
            store_id: string | null;
        };
        /**
         * FileOut
         * @description A stored file; size in bytes.
         */
        FileOut: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Mime */
            mime: string;
            /** Name */
            name: string | null;
            /** Size */
            size: number;
        };
        /**
         * Filter
         * @description Whose conversations a list shows.
         * @enum {string}
         */
        Filter: "all" | "mine" | "unassigned" | "bot" | "waiting";
        /**
         * FlagOut
         * @description Something to look at: an appointment and a calendar outside disagree. `problem`: why it could not be followed.
         */
        FlagOut: {
            /**
             * Appointment Id
             * Format: uuid
             */
            appointment_id: string;
            /** Calendar Id */
            calendar_id: string | null;
            /** Contact Name */
            contact_name: string | null;
            /**
             * Ends At
             * Format: date-time
             */
            ends_at: string;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "conflict" | "moved" | "deleted";
            /** Outcome */
            outcome: ("gone" | "kept" | "followed") | null;
            /** Outside Since */
            outside_since: string | null;
            /** Outside Until */
            outside_until: string | null;
            /** Problem */
            problem: string | null;
            /**
             * Raised At
             * Format: date-time
             */
            raised_at: string;
            /** Service Name */
            service_name: string;
            /** Settled At */
            settled_at: string | null;
            /**
             * Starts At
             * Format: date-time
             */
            starts_at: string;
            /** Timezone */
            timezone: string;
        };
        /**
         * FlagPage
         * @description A page of what is to be looked at, newest first; `next_cursor` leads to the older ones.
         */
        FlagPage: {
            /** Items */
            items: components["schemas"]["FlagOut"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * ForeseenOut
         * @description One date of a series: it could be had now (`code` null), or why not and what is free instead.
         */
        ForeseenOut: {
            /** Alternatives */
            alternatives: components["schemas"]["AlternativeOut"][];
            /** Code */
            code: string | null;
            /**
             * Starts At
             * Format: date-time
             */
            starts_at: string;
        };
        /** ForgottenIn */
        ForgottenIn: {
            /** Email */
            email: string;
        };
        /**
         * FreeDayOut
         * @description A day by the place's clock on which something is free: its first start and its last.
         */
        FreeDayOut: {
            /**
             * First At
             * Format: date-time
             */
            first_at: string;
            /**
             * Last At
             * Format: date-time
             */
            last_at: string;
            /**
             * On
             * Format: date
             */
            on: string;
        };
        /**
         * FreeDaysOut
         * @description Days of a month on which something is free, ascending; `timezone` is the clock by which they are days.
         */
        FreeDaysOut: {
            /** Items */
            items: components["schemas"]["FreeDayOut"][];
            /** Timezone */
            timezone: string;
        };
        /**
         * FreeOut
         * @description What is free, ascending, each start once for each store; `timezone` is the clock of the business, online goes by it. `stores`: those
         *     that `items` name, each with its own clock.
         */
        FreeOut: {
            /** Items */
            items: components["schemas"]["SlotOut"][];
            /** Stores */
            stores: components["schemas"]["SlotStoreOut"][];
            /** Timezone */
            timezone: string;
        };
        /**
         * Grid
         * @description Where starts lie: at multiples of the step on the clock (:00, :15), or counted from where working time begins.
         * @enum {string}
         */
        Grid: "clock" | "opening";
        /** HTTPValidationError */
        HTTPValidationError: {
            /** Detail */
            detail?: components["schemas"]["ValidationError"][];
        };
        /**
         * HandOfferIn
         * @description Which start somebody of the team offers to who waits, and at which store.
         */
        HandOfferIn: {
            /**
             * Starts At
             * Format: date-time
             */
            starts_at: string;
            /** Store Id */
            store_id?: string | null;
        };
        /**
         * Holidays
         * @description Which holidays close the store. `optional`: Carnival (Monday and Tuesday), Ash Wednesday and Corpus Christi.
         */
        Holidays: {
            /**
             * National
             * @default true
             */
            national?: boolean;
            /**
             * Optional
             * @default false
             */
            optional?: boolean;
            /** State */
            state?: ("AC" | "AL" | "AP" | "AM" | "BA" | "CE" | "DF" | "ES" | "GO" | "MA" | "MT" | "MS" | "MG" | "PA" | "PB" | "PR" | "PE" | "PI" | "RJ" | "RN" | "RS" | "RO" | "RR" | "SC" | "SP" | "SE" | "TO") | null;
        };
        /**
         * Hours
         * @description When a store is open, by the store's clock.
         */
        Hours: {
            /**
             * Exceptions
             * @default []
             */
            exceptions?: components["schemas"]["HoursException"][];
            /**
             * @default {
             *       "national": true,
             *       "optional": false
             *     }
             */
            holidays?: components["schemas"]["Holidays"];
            /**
             * Weekly
             * @default []
             */
            weekly?: components["schemas"]["WeeklyPeriod"][];
        };
        /**
         * HoursException
         * @description One day that differs; no periods means closed. `every_year`: also in the years that follow (29 February then is the 28th).
         */
        HoursException: {
            /**
             * Every Year
             * @default false
             */
            every_year?: boolean;
            /** Note */
            note?: string | null;
            /**
             * On
             * Format: date
             */
            on: string;
            /**
             * Periods
             * @default []
             */
            periods?: components["schemas"]["Period"][];
        };
        /**
         * IdentityOut
         * @description One piece of evidence, as first written; `confirmed_value` is the address the channel confirmed.
         */
        IdentityOut: {
            /** Confirmed Value */
            confirmed_value: string | null;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Last Seen At
             * Format: date-time
             */
            last_seen_at: string;
            /** Retired At */
            retired_at: string | null;
            /** Retired Reason */
            retired_reason: string | null;
            /** Source */
            source: string;
            /** Space */
            space: string;
            /** Value */
            value: string;
        };
        /**
         * ImportOut
         * @description A booking taken elsewhere that people have to look at; `problem` says why.
         */
        ImportOut: {
            /** Appointment Id */
            appointment_id: string | null;
            /**
             * Connection Id
             * Format: uuid
             */
            connection_id: string;
            /** Contact Name */
            contact_name: string | null;
            /** Ends At */
            ends_at: string | null;
            /** Event Type */
            event_type: string;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Problem */
            problem: string | null;
            /**
             * Said At
             * Format: date-time
             */
            said_at: string;
            /** Starts At */
            starts_at: string | null;
            /**
             * State
             * @enum {string}
             */
            state: "booked" | "flagged" | "ended" | "replaced" | "noted";
        };
        /**
         * ImportPage
         * @description A page of bookings that people have to look at, by start; `next_cursor` leads to the later ones.
         */
        ImportPage: {
            /** Items */
            items: components["schemas"]["ImportOut"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * ImportSettleIn
         * @description again: it is tried once more; set_aside: it needs nothing here; booked: somebody made the appointment `appointment_id` of it.
         */
        ImportSettleIn: {
            /** Appointment Id */
            appointment_id?: string | null;
            /**
             * How
             * @enum {string}
             */
            how: "again" | "set_aside" | "booked";
        };
        /** InvitationIn */
        InvitationIn: {
            /**
             * Email
             * Format: email
             */
            email: string;
            /** Permissions */
            permissions?: components["schemas"]["Permission"][] | null;
            /**
             * Role
             * @default staff
             * @enum {string}
             */
            role?: "owner" | "staff";
        };
        /**
         * InvitationMade
         * @description An invitation that was sent. `link`: to be handed over by whoever sent it, shown this once, where the install can send no
         *     mail.
         */
        InvitationMade: {
            /** Email */
            email: string;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Invited By */
            invited_by: string | null;
            /** Link */
            link: string | null;
            /** Permissions */
            permissions: string[];
            role: components["schemas"]["Role"];
            /**
             * Sent At
             * Format: date-time
             */
            sent_at: string;
        };
        /** InvitationOut */
        InvitationOut: {
            /** Email */
            email: string;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Invited By */
            invited_by: string | null;
            /** Permissions */
            permissions: string[];
            role: components["schemas"]["Role"];
            /**
             * Sent At
             * Format: date-time
             */
            sent_at: string;
        };
        /**
         * Invitations
         * @description `are_mailed`: invitations leave by mail; else whoever invites hands their links over.
         */
        Invitations: {
            /** Are Mailed */
            are_mailed: boolean;
            /** Items */
            items: components["schemas"]["InvitationOut"][];
            /** Next Cursor */
            next_cursor?: string | null;
        };
        /** KeyMaker */
        KeyMaker: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Name */
            name: string;
        };
        /**
         * KindOut
         * @description A kind of booking as Cal.com has it. What it is here says the route whose `event_type` is its `id` or, failing that, its `slug`.
         */
        KindOut: {
            /** Id */
            id: string;
            /** Minutes */
            minutes: number | null;
            /** Slug */
            slug: string;
            /** Title */
            title: string;
        };
        /**
         * KindSums
         * @description One kind of event.
         */
        KindSums: {
            /** Kind */
            kind: string;
            sums: components["schemas"]["Sums"];
        };
        /**
         * LastMessage
         * @description The line under a name in the list.
         */
        LastMessage: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * Author Kind
             * @enum {string}
             */
            author_kind: "customer" | "bot" | "user" | "phone_app" | "system";
            /**
             * Direction
             * @enum {string}
             */
            direction: "in" | "out";
            /**
             * Id
             * Format: uuid
             */
            id: string;
            kind: components["schemas"]["MessageKind"];
            /** Preview */
            preview: string;
            /**
             * Status
             * @enum {string}
             */
            status: "received" | "queued" | "sending" | "sent" | "delivered" | "read" | "played" | "failed" | "unknown" | "dropped";
        };
        /** Me */
        Me: {
            agency: components["schemas"]["AgencyOut"] | null;
            /** Csrf Token */
            csrf_token: string;
            /**
             * Has Second Factor
             * @description This session was begun, or confirmed, with a second factor
             */
            has_second_factor: boolean;
            /** Is Superuser */
            is_superuser: boolean;
            /** Tenants */
            tenants: components["schemas"]["TenantPlace"][];
            user: components["schemas"]["UserOut"];
        };
        /** MeIn */
        MeIn: {
            /** Locale */
            locale?: ("pt-BR" | "en") | null;
            /** Name */
            name?: string | null;
        };
        /** MemberOut */
        MemberOut: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Email */
            email: string;
            /** Is Active */
            is_active: boolean;
            /** Name */
            name: string;
            /** Permissions */
            permissions: string[];
            role: components["schemas"]["Role"];
            /**
             * User Id
             * Format: uuid
             */
            user_id: string;
        };
        /** MemberPatch */
        MemberPatch: {
            /** Is Active */
            is_active?: boolean | null;
            /** Name */
            name?: string | null;
            /** Password */
            password?: string | null;
            /** Permissions */
            permissions?: components["schemas"]["Permission"][] | null;
            role?: components["schemas"]["Role"] | null;
        };
        /**
         * MergeIn
         * @description The record that is the same person as the one in the address.
         */
        MergeIn: {
            /**
             * Contact Id
             * Format: uuid
             */
            contact_id: string;
        };
        /**
         * MergeOut
         * @description Two records that are, or were, one person's: why, by whom, and whether it was undone.
         */
        MergeOut: {
            /** Actor */
            actor: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Evidence */
            evidence: {
                [key: string]: unknown;
            };
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Loser Id
             * Format: uuid
             */
            loser_id: string;
            /** Reason */
            reason: string;
            /** Undone At */
            undone_at: string | null;
            /**
             * Winner Id
             * Format: uuid
             */
            winner_id: string;
        };
        /**
         * MessageKind
         * @description Every kind of message a timeline can hold. `content` (a dict) per kind is given in the comment.
         * @enum {string}
         */
        MessageKind: "text" | "image" | "video" | "audio" | "document" | "sticker" | "location" | "contacts" | "reaction" | "button" | "list" | "form" | "order" | "interactive" | "template" | "system" | "unsupported";
        /**
         * MessageOut
         * @description A message as a timeline shows it.
         */
        MessageOut: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Attempts */
            attempts: number;
            author: components["schemas"]["Author"];
            /** Case Id */
            case_id: string | null;
            /** Client Id */
            client_id: string | null;
            /** Content */
            content: {
                [key: string]: unknown;
            };
            /**
             * Conversation Id
             * Format: uuid
             */
            conversation_id: string;
            /** Cursor */
            cursor: string;
            /**
             * Direction
             * @enum {string}
             */
            direction: "in" | "out";
            error: components["schemas"]["FailureOut"] | null;
            explanation: components["schemas"]["ExplanationOut"] | null;
            file: components["schemas"]["FileOut"] | null;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Is Edited */
            is_edited: boolean;
            /** Is History */
            is_history: boolean;
            /** Is Late */
            is_late: boolean;
            /** Is Revoked */
            is_revoked: boolean;
            kind: components["schemas"]["MessageKind"];
            /** Media State */
            media_state: ("pending" | "done" | "failed") | null;
            /** Reactions */
            reactions: components["schemas"]["Reaction"][];
            reply_to: components["schemas"]["Quoted"] | null;
            /**
             * Status
             * @enum {string}
             */
            status: "received" | "queued" | "sending" | "sent" | "delivered" | "read" | "played" | "failed" | "unknown" | "dropped";
            status_at: components["schemas"]["StatusTimes"];
            /** Text */
            text: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "message";
        };
        /**
         * MissedOut
         * @description How often somebody did not come, and when what they last missed began; none where they missed nothing.
         */
        MissedOut: {
            /** Count */
            count: number;
            /** Last At */
            last_at: string | null;
        };
        /**
         * MoveIn
         * @description To when; and why, if they want to say.
         */
        MoveIn: {
            /**
             * Reason
             * @default
             */
            reason?: string;
            /**
             * Starts At
             * Format: date-time
             */
            starts_at: string;
        };
        /**
         * Named
         * @description Something with an id and a name.
         */
        Named: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Name */
            name: string;
        };
        /**
         * NeedIn
         * @description One of these rooms or pieces of equipment is taken.
         */
        NeedIn: {
            /** Resource Ids */
            resource_ids: string[];
        };
        /** NewPasskeyIn */
        NewPasskeyIn: {
            /** Credential */
            credential: {
                [key: string]: unknown;
            };
            /** Name */
            name: string;
            /**
             * Ticket
             * Format: password
             */
            ticket: string;
        };
        /** NewPasswordIn */
        NewPasswordIn: {
            /**
             * Password
             * Format: password
             */
            password: string;
            /**
             * Token
             * Format: password
             */
            token: string;
        };
        /**
         * NoteIn
         * @description A private remark.
         */
        NoteIn: {
            /** Body */
            body: string;
        };
        /**
         * NoteOut
         * @description A private remark among the messages.
         */
        NoteOut: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            author: components["schemas"]["Named"];
            /** Body */
            body: string;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "note";
        };
        /**
         * NumberSums
         * @description One receiving number.
         */
        NumberSums: {
            /**
             * Connection Id
             * Format: uuid
             */
            connection_id: string;
            /** Environment */
            environment: string;
            /** Name */
            name: string;
            /** Phone */
            phone: string;
            sums: components["schemas"]["Sums"];
        };
        /**
         * OfCustomer
         * @description What a customer has ahead, soonest first, what they last had, latest first, and what they missed.
         */
        OfCustomer: {
            /** Ahead */
            ahead: components["schemas"]["AppointmentOut"][];
            missed: components["schemas"]["MissedOut"];
            /** Past */
            past: components["schemas"]["AppointmentOut"][];
        };
        /**
         * OfServiceIn
         * @description This service is reminded of so many minutes before the start; none: not at all.
         */
        OfServiceIn: {
            /** Leads */
            leads: number[];
            /**
             * Service Id
             * Format: uuid
             */
            service_id: string;
        };
        /**
         * OffClockIn
         * @description The appointment as whoever asks saw it, as `OffClockOut` tells it: is it another by now, it stays as it is (`appointment_moved`).
         */
        OffClockIn: {
            /**
             * Was Agreed Local
             * Format: date-time
             */
            was_agreed_local: string;
            /**
             * Was Starts At
             * Format: date-time
             */
            was_starts_at: string;
            /** Was Timezone */
            was_timezone: string;
        };
        /**
         * OffClockOut
         * @description An appointment ahead that is not at the local time that was agreed, because the clock of its place was changed, and could not be put
         *     back. `agreed_local`: what was agreed, without an offset; `timezone`: the clock of its place now.
         */
        OffClockOut: {
            /**
             * Agreed Local
             * Format: date-time
             */
            agreed_local: string;
            /**
             * Appointment Id
             * Format: uuid
             */
            appointment_id: string;
            /** Contact Name */
            contact_name: string | null;
            /** Service Name */
            service_name: string;
            /**
             * Starts At
             * Format: date-time
             */
            starts_at: string;
            /** Timezone */
            timezone: string;
        };
        /**
         * OutsideBack
         * @description What came of it: `me` is signed in now; None when the identity was linked to the account of whoever was.
         */
        OutsideBack: {
            me: components["schemas"]["Me"] | null;
        };
        /**
         * OutsideCodeIn
         * @description The code that a browser came back with.
         */
        OutsideCodeIn: {
            /**
             * Code
             * Format: password
             */
            code: string;
        };
        /**
         * OutsideIdentities
         * @description `can_unlink`: the account has another way in. `ways`: what may be linked; empty when one is linked, or none is offered.
         */
        OutsideIdentities: {
            /** Can Unlink */
            can_unlink: boolean;
            /** Items */
            items: components["schemas"]["OutsideIdentityOut"][];
            /** Ways */
            ways: components["schemas"]["OutsideWayOut"][];
        };
        /**
         * OutsideIdentityOut
         * @description Who the person is elsewhere.
         */
        OutsideIdentityOut: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Email */
            email: string | null;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Is Confirmed */
            is_confirmed: boolean;
            /** Issuer */
            issuer: string | null;
            /** Provider */
            provider: string;
            /** Subject */
            subject: string;
        };
        /**
         * OutsideLeave
         * @description Where the browser goes.
         */
        OutsideLeave: {
            /** Address */
            address: string;
        };
        /**
         * OutsideStartIn
         * @description Which of the ways.
         */
        OutsideStartIn: {
            /** Method */
            method: string;
        };
        /**
         * OutsideTokenIn
         * @description A token of a service that signs people in elsewhere.
         */
        OutsideTokenIn: {
            /**
             * Token
             * Format: password
             */
            token: string;
        };
        /**
         * OutsideWayOut
         * @description One of the services by which a browser may sign in.
         */
        OutsideWayOut: {
            /** Method */
            method: string;
            /** Name */
            name: string;
        };
        /** OutsideWays */
        OutsideWays: {
            /** Items */
            items: components["schemas"]["OutsideWayOut"][];
        };
        /**
         * OverlapOut
         * @description Something else that the same customer has at that time.
         */
        OverlapOut: {
            /**
             * Ends At
             * Format: date-time
             */
            ends_at: string;
            /** Guest Name */
            guest_name: string | null;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Professional Name */
            professional_name: string | null;
            /** Service Name */
            service_name: string;
            /**
             * Starts At
             * Format: date-time
             */
            starts_at: string;
            /**
             * State
             * @enum {string}
             */
            state: "hold" | "pending" | "confirmed" | "completed" | "no_show" | "cancelled" | "expired";
            /** Store Name */
            store_name: string | null;
        };
        /**
         * OverlapsOut
         * @description What a customer has then, by start; the first 20.
         */
        OverlapsOut: {
            /** Items */
            items: components["schemas"]["OverlapOut"][];
        };
        /**
         * OwnerOut
         * @description Who answers in a conversation.
         */
        OwnerOut: {
            /**
             * Kind
             * @enum {string}
             */
            kind: "bot" | "person" | "nobody";
            /**
             * Since
             * Format: date-time
             */
            since: string;
            user: components["schemas"]["Named"] | null;
        };
        /**
         * OwnershipStep
         * @description One change of who answers.
         */
        OwnershipStep: {
            /** Actor */
            actor: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * From
             * @enum {string}
             */
            from: "bot" | "person" | "nobody";
            /** Reason */
            reason: string;
            /**
             * To
             * @enum {string}
             */
            to: "bot" | "person" | "nobody";
            /** To User Id */
            to_user_id: string | null;
        };
        /**
         * PageIn
         * @description How the page is, all of it but its cover. `sends_receipts`: who books and asks for it is told in WhatsApp; `receipt_templates`: which
         *     template each number uses for people whose window is closed.
         */
        PageIn: {
            /** Color */
            color?: string | null;
            consent?: components["schemas"]["Texts"];
            /** Domain */
            domain?: string | null;
            intro?: components["schemas"]["Texts"];
            /**
             * Is On
             * @default false
             */
            is_on?: boolean;
            /**
             * Language
             * @default pt-BR
             * @enum {string}
             */
            language?: "pt-BR" | "en";
            /** Receipt Templates */
            receipt_templates?: components["schemas"]["TemplateIn"][];
            /**
             * Sends Receipts
             * @default false
             */
            sends_receipts?: boolean;
            /** Slug */
            slug: string;
        };
        /**
         * PageOut
         * @description The page as it stands. `address` is where customers find it, `qr` the same to be photographed (an SVG as a data URI);
         *     `consent_version` counts the words to agree to. `receipt_text`: the words by which customers ask for a receipt, `receipt_places` what
         *     its templates may ask for.
         */
        PageOut: {
            /** Address */
            address: string;
            /** Color */
            color: string | null;
            /** Consent */
            consent: {
                [key: string]: string;
            };
            /** Consent Version */
            consent_version: number;
            cover: components["schemas"]["CoverShown"] | null;
            /** Domain */
            domain: string | null;
            domain_record: components["schemas"]["RecordOut"] | null;
            /** Domain Verified At */
            domain_verified_at: string | null;
            /** Intro */
            intro: {
                [key: string]: string;
            };
            /** Is On */
            is_on: boolean;
            /**
             * Language
             * @enum {string}
             */
            language: "pt-BR" | "en";
            /** Qr */
            qr: string;
            /** Receipt Places */
            receipt_places: string[];
            /** Receipt Templates */
            receipt_templates: components["schemas"]["TemplateIn"][];
            /** Receipt Text */
            receipt_text: string;
            /** Sends Receipts */
            sends_receipts: boolean;
            /** Slug */
            slug: string;
        };
        /**
         * PageShown
         * @description All a page needs to begin with. `ticket` comes back with the booking, with as many bits of work done for it.
         */
        PageShown: {
            /** Color */
            color: string | null;
            consent: components["schemas"]["ConsentShown"];
            cover: components["schemas"]["CoverShown"] | null;
            /** Intro */
            intro: string;
            /** Kind */
            kind: string;
            /**
             * Language
             * @enum {string}
             */
            language: "pt-BR" | "en";
            /** Name */
            name: string;
            /** Professionals */
            professionals: components["schemas"]["ProfessionalShown"][];
            /** Services */
            services: components["schemas"]["ServiceShown"][];
            /** Slug */
            slug: string;
            /** Stores */
            stores: components["schemas"]["PlaceOut"][];
            /** Ticket */
            ticket: string;
            /** Timezone */
            timezone: string;
            /** Work Bits */
            work_bits: number;
        };
        /**
         * PartIn
         * @description One of the services, with this professional or anybody.
         */
        PartIn: {
            /** Professional Id */
            professional_id?: string | null;
            /**
             * Service Id
             * Format: uuid
             */
            service_id: string;
        };
        /** PasskeyOut */
        PasskeyOut: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Last Used At */
            last_used_at: string | null;
            /** Name */
            name: string;
        };
        /** PasskeyPatch */
        PasskeyPatch: {
            /** Name */
            name: string;
        };
        /** PasswordIn */
        PasswordIn: {
            /**
             * Current
             * Format: password
             */
            current: string;
            /**
             * New
             * Format: password
             */
            new: string;
        };
        /**
         * Period
         * @description From `opens` to `closes`; `closes` at or before `opens` means past midnight.
         */
        Period: {
            /** Closes */
            closes: string;
            /** Opens */
            opens: string;
        };
        /**
         * Permission
         * @description A room of the product, by the word of its package and address: to see it and change what is in it; with `:read`, to see it.
         * @enum {string}
         */
        Permission: "inbox" | "inbox:read" | "bookings" | "bookings:read" | "orders" | "orders:read" | "deals" | "deals:read" | "campaigns" | "campaigns:read" | "forms" | "forms:read" | "inventory" | "inventory:read" | "automations" | "automations:read" | "knowledge" | "knowledge:read" | "bot" | "bot:read" | "marketing" | "marketing:read" | "reports" | "reports:read" | "staff" | "staff:read" | "settings" | "settings:read" | "audit" | "audit:read";
        /**
         * PlaceOut
         * @description Where; `timezone` where it is another than the business's. `path`: the last step of the address of its own page.
         */
        PlaceOut: {
            /** Address */
            address: string[];
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Name */
            name: string;
            /** Path */
            path: string;
            /** Phone */
            phone: string | null;
            /** Timezone */
            timezone: string | null;
        };
        /**
         * PlanIn
         * @description When a resource works at a store (none: at any), in the shape of opening hours, by local time. One with dates takes the place of
         *     those without on its days.
         */
        PlanIn: {
            /** Hours */
            hours: {
                [key: string]: unknown;
            };
            /** Store Id */
            store_id?: string | null;
            /** Valid From */
            valid_from?: string | null;
            /** Valid Until */
            valid_until?: string | null;
        };
        /**
         * PlansIn
         * @description All plans of a resource; none means that it works as its store is open. `version`: of the plans that whoever writes has seen;
         *     none writes whatever they are by now.
         */
        PlansIn: {
            /** Plans */
            plans: components["schemas"]["PlanIn"][];
            /** Version */
            version?: string | null;
        };
        /** PolicyIn */
        PolicyIn: {
            /** Requires Second Factor */
            requires_second_factor: boolean;
        };
        /** PolicyOut */
        PolicyOut: {
            /** Requires Second Factor */
            requires_second_factor: boolean;
        };
        /**
         * PolicyReach
         * @description `people_without`: how many have no second factor yet, and stay outside while one is asked for.
         */
        PolicyReach: {
            /** People Without */
            people_without: number;
            /** Requires Second Factor */
            requires_second_factor: boolean;
        };
        /**
         * ProfessionalIn
         * @description A person customers come to see. Empty id lists mean everywhere, everything.
         */
        ProfessionalIn: {
            /**
             * Is Active
             * @default true
             */
            is_active?: boolean;
            /** Name */
            name: string;
            /**
             * Position
             * @default 0
             */
            position?: number;
            /** Registration */
            registration?: string | null;
            /** Service Ids */
            service_ids?: string[];
            /** Specialty */
            specialty?: string | null;
            /** Store Ids */
            store_ids?: string[];
            /** Title */
            title?: string | null;
        };
        /**
         * ProfessionalOut
         * @description A professional as they stand.
         */
        ProfessionalOut: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Is Active
             * @default true
             */
            is_active?: boolean;
            /** Name */
            name: string;
            /**
             * Position
             * @default 0
             */
            position?: number;
            /** Registration */
            registration?: string | null;
            /** Service Ids */
            service_ids?: string[];
            /** Specialty */
            specialty?: string | null;
            /** Store Ids */
            store_ids?: string[];
            /** Title */
            title?: string | null;
        };
        /**
         * ProfessionalPatch
         * @description Only what is given changes.
         */
        ProfessionalPatch: {
            /** Is Active */
            is_active?: boolean | null;
            /** Name */
            name?: string | null;
            /** Position */
            position?: number | null;
            /** Registration */
            registration?: string | null;
            /** Service Ids */
            service_ids?: string[] | null;
            /** Specialty */
            specialty?: string | null;
            /** Store Ids */
            store_ids?: string[] | null;
            /** Title */
            title?: string | null;
        };
        /**
         * ProfessionalShown
         * @description With whom; no store or service named means any.
         */
        ProfessionalShown: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Name */
            name: string;
            /** Path */
            path: string;
            /** Service Ids */
            service_ids: string[];
            /** Specialty */
            specialty: string | null;
            /** Store Ids */
            store_ids: string[];
            /** Title */
            title: string | null;
        };
        /**
         * ProfileIn
         * @description What is true of the whole business.
         */
        ProfileIn: {
            /**
             * About
             * @default
             */
            about?: string;
            /** Extra */
            extra?: components["schemas"]["Answer"][];
            /** Instagram */
            instagram?: string | null;
            /** Payment Methods */
            payment_methods?: string[];
            /** Plans */
            plans?: string[];
            /** Website */
            website?: string | null;
        };
        /**
         * Quoted
         * @description The message that another one answers.
         */
        Quoted: {
            /**
             * Author Kind
             * @enum {string}
             */
            author_kind: "customer" | "bot" | "user" | "phone_app" | "system";
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Preview */
            preview: string;
        };
        /**
         * Reaction
         * @description An emoji laid on a message.
         */
        Reaction: {
            /**
             * By
             * @enum {string}
             */
            by: "customer" | "business";
            /** Emoji */
            emoji: string;
        };
        /**
         * ReasonCount
         * @description How often one kind ended in one state for one reason.
         */
        ReasonCount: {
            /** Count */
            count: number;
            /** Kind */
            kind: string;
            /** Reason */
            reason: string;
            /** State */
            state: string;
        };
        /**
         * ReasonIn
         * @description Why.
         */
        ReasonIn: {
            /**
             * Reason
             * @default
             */
            reason?: string;
        };
        /**
         * ReceiptOut
         * @description What became of the message that somebody who booked on the page asked for. `waiting`: it goes out shortly, or once the business
         *     has said yes. `at`: when it came to that.
         */
        ReceiptOut: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Reason */
            reason: string;
            /**
             * State
             * @enum {string}
             */
            state: "waiting" | "queued" | "sent" | "delivered" | "read" | "unknown" | "skipped" | "withdrawn" | "failed";
        };
        /**
         * RecordOut
         * @description The entry in the name service that shows whose the domain is.
         */
        RecordOut: {
            /** Name */
            name: string;
            /** Value */
            value: string;
        };
        /**
         * RecoveryCodes
         * @description Shown this once; only their hashes are kept.
         */
        RecoveryCodes: {
            /** Codes */
            codes: string[];
        };
        /**
         * RefusedOut
         * @description One of them that cannot be, why, and what is free instead.
         */
        RefusedOut: {
            /** Alternatives */
            alternatives: components["schemas"]["AlternativeOut"][];
            /** Code */
            code: string;
            /**
             * Starts At
             * Format: date-time
             */
            starts_at: string;
        };
        /**
         * RegisteredOut
         * @description Whose number it is. `is_known`: they were known by it before, and are called as before.
         */
        RegisteredOut: {
            /** Conversation Id */
            conversation_id: string | null;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Is Known */
            is_known: boolean;
            missed: components["schemas"]["MissedOut"];
            /** Name */
            name: string | null;
            /** Phone End */
            phone_end: string | null;
        };
        /**
         * ReminderOut
         * @description One reminder of an appointment. `at`: when it goes or went out, or was given up; `starts_at`: the start that it was about.
         */
        ReminderOut: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Conversation Id */
            conversation_id: string | null;
            /** Lead */
            lead: number;
            /** Reason */
            reason: string;
            /**
             * Starts At
             * Format: date-time
             */
            starts_at: string;
            /**
             * State
             * @enum {string}
             */
            state: "scheduled" | "queued" | "sent" | "delivered" | "read" | "answered" | "unknown" | "skipped" | "withdrawn" | "failed";
            /** State At */
            state_at: string | null;
        };
        /**
         * ReminderSettingsIn
         * @description `leads`: minutes before the start; whole days keep the hour of the clock. From `quiet_since` to `quiet_until`, by the clock of the
         *     place, nobody is reminded, nor offered a time that became free. An empty `text` is the usual one. `offer_templates`: of such offers.
         */
        ReminderSettingsIn: {
            /**
             * Has Buttons
             * @default true
             */
            has_buttons?: boolean;
            /** Is On */
            is_on: boolean;
            /**
             * Language
             * @default pt-BR
             * @enum {string}
             */
            language?: "pt-BR" | "en";
            /** Leads */
            leads: number[];
            /** Offer Templates */
            offer_templates?: components["schemas"]["TemplateIn"][];
            /** Quiet Since */
            quiet_since?: string | null;
            /** Quiet Until */
            quiet_until?: string | null;
            /** Services */
            services?: components["schemas"]["OfServiceIn"][];
            /** Templates */
            templates?: components["schemas"]["TemplateIn"][];
            /**
             * Text
             * @default
             */
            text?: string;
        };
        /**
         * ReminderSettingsOut
         * @description What holds. `on_since`: when it was switched on, or its leads were changed; `usual_text` is what is said where the business has no
         *     text of its own, `places` what a text may ask for, `offer_places` what an offer's template may.
         */
        ReminderSettingsOut: {
            /**
             * Has Buttons
             * @default true
             */
            has_buttons?: boolean;
            /** Is On */
            is_on: boolean;
            /**
             * Language
             * @default pt-BR
             * @enum {string}
             */
            language?: "pt-BR" | "en";
            /** Leads */
            leads: number[];
            /** Offer Places */
            offer_places: string[];
            /** Offer Templates */
            offer_templates?: components["schemas"]["TemplateIn"][];
            /** On Since */
            on_since: string | null;
            /** Places */
            places: string[];
            /** Quiet Since */
            quiet_since?: string | null;
            /** Quiet Until */
            quiet_until?: string | null;
            /** Services */
            services?: components["schemas"]["OfServiceIn"][];
            /** Templates */
            templates?: components["schemas"]["TemplateIn"][];
            /**
             * Text
             * @default
             */
            text?: string;
            /** Usual Text */
            usual_text: string;
        };
        /**
         * RemovedMember
         * @description Somebody who works here no more: since when, and who took the access away (None: an operator, or nobody knows any more).
         */
        RemovedMember: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Email */
            email: string;
            /** Is Active */
            is_active: boolean;
            /** Name */
            name: string;
            /** Permissions */
            permissions: string[];
            /** Removed At */
            removed_at: string | null;
            /** Removed By */
            removed_by: string | null;
            role: components["schemas"]["Role"];
            /**
             * User Id
             * Format: uuid
             */
            user_id: string;
        };
        /** RemovedMembers */
        RemovedMembers: {
            /** Items */
            items: components["schemas"]["RemovedMember"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * RepeatIn
         * @description Every so many days, weeks or months (on the same date, or the last one of a shorter month): so many in all, or until a date.
         */
        RepeatIn: {
            /** Count */
            count?: number | null;
            /**
             * Every
             * @default 1
             */
            every?: number;
            /** @default week */
            unit?: components["schemas"]["Unit"];
            /** Until */
            until?: string | null;
        };
        /**
         * ReplayIn
         * @description Which events are opened once more: those of these days, or one, narrowed by whatever else is given.
         */
        ReplayIn: {
            /** Connection Id */
            connection_id?: string | null;
            /** Contact Id */
            contact_id?: string | null;
            /** Conversation Id */
            conversation_id?: string | null;
            /** Event Id */
            event_id?: string | null;
            /** First */
            first?: string | null;
            /** Kind */
            kind?: ("message" | "status" | "echo" | "history" | "identity" | "preference" | "contact" | "account" | "error" | "unknown" | "malformed") | null;
            /** Last */
            last?: string | null;
            /** Message Id */
            message_id?: string | null;
            /** Reason */
            reason?: string | null;
            /**
             * Retried
             * @default false
             */
            retried?: boolean;
            /** State */
            state?: ("waiting" | "done" | "ignored" | "dead") | null;
        };
        /**
         * ReplayOut
         * @description How far a replay is, and what it changed. `total` is known once it has begun.
         */
        ReplayOut: {
            /** Changed */
            changed: number;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Ended At */
            ended_at: string | null;
            /** Failed */
            failed: number;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Last Problem */
            last_problem: string | null;
            /** Selection */
            selection: {
                [key: string]: unknown;
            };
            /**
             * State
             * @enum {string}
             */
            state: "waiting" | "running" | "done" | "stopped";
            /** Total */
            total: number | null;
            /** Unchanged */
            unchanged: number;
            /** Waiting Anyway */
            waiting_anyway: number;
        };
        /**
         * Replays
         * @description The last replays, newest first.
         */
        Replays: {
            /** Items */
            items: components["schemas"]["ReplayOut"][];
        };
        /**
         * RescheduleIn
         * @description To when; and with whom, at which store, in which room or with which equipment if that is another. `overbook` is for people of the
         *     team. `was_starts_at`: when it began as whoever asks saw it; moved meanwhile, it stays where it is (`appointment_moved`).
         */
        RescheduleIn: {
            /**
             * Overbook
             * @default false
             */
            overbook?: boolean;
            /** Professional Id */
            professional_id?: string | null;
            /**
             * Reason
             * @default
             */
            reason?: string;
            /** Resource Ids */
            resource_ids?: string[];
            /**
             * Starts At
             * Format: date-time
             */
            starts_at: string;
            /** Store Id */
            store_id?: string | null;
            /** Was Starts At */
            was_starts_at?: string | null;
        };
        /**
         * ResizeIn
         * @description Until when it lasts. `overbook` is for people of the team. `was_starts_at` and `was_ends_at`: when it began and ended as whoever asks
         *     saw it; moved, or made longer or shorter meanwhile, it stays as it is (`appointment_moved`).
         */
        ResizeIn: {
            /**
             * Ends At
             * Format: date-time
             */
            ends_at: string;
            /**
             * Overbook
             * @default false
             */
            overbook?: boolean;
            /**
             * Reason
             * @default
             */
            reason?: string;
            /** Was Ends At */
            was_ends_at?: string | null;
            /** Was Starts At */
            was_starts_at?: string | null;
        };
        /**
         * ResourceIn
         * @description A room or a piece of equipment; professionals are here by themselves. Without a colour one is chosen that few others have.
         */
        ResourceIn: {
            /** Color */
            color?: string | null;
            /** Daily Limit */
            daily_limit?: number | null;
            /**
             * Is Active
             * @default true
             */
            is_active?: boolean;
            /**
             * Kind
             * @enum {string}
             */
            kind: "room" | "equipment";
            /** Name */
            name: string;
            /**
             * Position
             * @default 0
             */
            position?: number;
            /** Store Id */
            store_id?: string | null;
        };
        /**
         * ResourceOut
         * @description Somebody or something that one appointment at a time can have. `plans_version`: another one whenever its plans are others.
         */
        ResourceOut: {
            /** Color */
            color: string | null;
            /** Daily Limit */
            daily_limit: number | null;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Is Active */
            is_active: boolean;
            /**
             * Kind
             * @enum {string}
             */
            kind: "professional" | "room" | "equipment";
            /** Name */
            name: string;
            /** Plans */
            plans: components["schemas"]["PlanIn"][];
            /** Plans Version */
            plans_version: string;
            /** Position */
            position: number;
            /** Store Id */
            store_id: string | null;
            /** Title */
            title: string | null;
            /** User Id */
            user_id: string | null;
        };
        /**
         * ResourcePatch
         * @description Only what is given changes; a colour of none is chosen again. A professional's name and activity are those of the team's facts.
         *     `user_id`: the colleague who signs in as this professional.
         */
        ResourcePatch: {
            /** Color */
            color?: string | null;
            /** Daily Limit */
            daily_limit?: number | null;
            /** Is Active */
            is_active?: boolean | null;
            /** Name */
            name?: string | null;
            /** Position */
            position?: number | null;
            /** Store Id */
            store_id?: string | null;
            /** User Id */
            user_id?: string | null;
        };
        /**
         * RestIn
         * @description To when the first of them goes; those after it go as many dates away, to the same local time. `was_starts_at`: when the first began
         *     as whoever asks saw it.
         */
        RestIn: {
            /**
             * Or None
             * @default true
             */
            or_none?: boolean;
            /** Professional Id */
            professional_id?: string | null;
            /**
             * Reason
             * @default
             */
            reason?: string;
            /**
             * Starts At
             * Format: date-time
             */
            starts_at: string;
            /** Was Starts At */
            was_starts_at?: string | null;
        };
        /**
         * RestoredOut
         * @description Those that stand as they did before they were cancelled, by start, and those that could not be taken back.
         */
        RestoredOut: {
            /** Items */
            items: components["schemas"]["AppointmentOut"][];
            /** Refused */
            refused: components["schemas"]["RefusedOut"][];
        };
        /**
         * Role
         * @description What a person is in one business.
         * @enum {string}
         */
        Role: "superuser" | "agency_staff" | "owner" | "staff";
        /**
         * RouteIn
         * @description What a kind of booking is here. `event_type`: Cal.com's number or word for it; empty is every other one.
         */
        RouteIn: {
            /**
             * Event Type
             * @default
             */
            event_type?: string;
            /** Professional Id */
            professional_id?: string | null;
            /**
             * Service Id
             * Format: uuid
             */
            service_id: string;
            /** Store Id */
            store_id?: string | null;
        };
        /**
         * RoutesIn
         * @description All of them.
         */
        RoutesIn: {
            /** Routes */
            routes: components["schemas"]["RouteIn"][];
        };
        /** SecondFactorIn */
        SecondFactorIn: {
            /** Code */
            code: string;
            /**
             * Ticket
             * Format: password
             */
            ticket: string;
        };
        /**
         * SecondStep
         * @description The password was right; a second factor is asked for. `ticket` goes with it.
         */
        SecondStep: {
            /** Methods */
            methods: ("totp" | "recovery" | "passkey")[];
            /** Ticket */
            ticket: string;
        };
        /**
         * SeenInvitation
         * @description An invitation as its reader sees it.
         */
        SeenInvitation: {
            /** Business */
            business: string;
            /** Email */
            email: string;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            /** Invited By */
            invited_by: string | null;
            role: components["schemas"]["Role"];
            /** Slug */
            slug: string;
        };
        /**
         * SendIn
         * @description What a person wants to say. The same `client_id` again is the same message.
         */
        SendIn: {
            /**
             * Client Id
             * Format: uuid
             */
            client_id: string;
            /** Content */
            content?: {
                [key: string]: unknown;
            };
            /** File Id */
            file_id?: string | null;
            /** @default text */
            kind?: components["schemas"]["MessageKind"];
            /** Reply To */
            reply_to?: string | null;
            /** Text */
            text?: string | null;
        };
        /**
         * SeriesIn
         * @description Who wants what, from when on, and how often. `or_none`: all of them or none; else those that can be. `client_id`: the asker's own id;
         *     asked again, the same series. `import_id`: as of one appointment; it is the first of them.
         */
        SeriesIn: {
            /** Client Id */
            client_id?: string | null;
            /**
             * Contact Id
             * Format: uuid
             */
            contact_id: string;
            /** Conversation Id */
            conversation_id?: string | null;
            /** Import Id */
            import_id?: string | null;
            /**
             * Note
             * @default
             */
            note?: string;
            /**
             * Or None
             * @default true
             */
            or_none?: boolean;
            /** Professional Id */
            professional_id?: string | null;
            repeat: components["schemas"]["RepeatIn"];
            /**
             * Service Id
             * Format: uuid
             */
            service_id: string;
            /**
             * Starts At
             * Format: date-time
             */
            starts_at: string;
            /** Store Id */
            store_id?: string | null;
        };
        /**
         * SeriesOut
         * @description All appointments of a series, by start, and those of the request that could not be.
         */
        SeriesOut: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Items */
            items: components["schemas"]["AppointmentOut"][];
            /** Refused */
            refused: components["schemas"]["RefusedOut"][];
        };
        /**
         * SeriesStartsOut
         * @description What a series would come to now, by start. `professional_id`: who would have all of it.
         */
        SeriesStartsOut: {
            /** Items */
            items: components["schemas"]["ForeseenOut"][];
            /** Professional Id */
            professional_id: string | null;
        };
        /**
         * ServiceIn
         * @description A service or dish. `price_cents` in minor units; none means "ask us". No `store_ids` means every store.
         */
        ServiceIn: {
            /** Category */
            category?: string | null;
            /**
             * Currency
             * @default BRL
             */
            currency?: string;
            /** Description */
            description?: string | null;
            /** Duration Minutes */
            duration_minutes?: number | null;
            /**
             * Is Active
             * @default true
             */
            is_active?: boolean;
            /** Name */
            name: string;
            /**
             * Position
             * @default 0
             */
            position?: number;
            /** Price Cents */
            price_cents?: number | null;
            /** Price Note */
            price_note?: string | null;
            /** Store Ids */
            store_ids?: string[];
        };
        /**
         * ServiceOut
         * @description A service as it stands.
         */
        ServiceOut: {
            /** Category */
            category?: string | null;
            /**
             * Currency
             * @default BRL
             */
            currency?: string;
            /** Description */
            description?: string | null;
            /** Duration Minutes */
            duration_minutes?: number | null;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Is Active
             * @default true
             */
            is_active?: boolean;
            /** Name */
            name: string;
            /**
             * Position
             * @default 0
             */
            position?: number;
            /** Price Cents */
            price_cents?: number | null;
            /** Price Note */
            price_note?: string | null;
            /** Store Ids */
            store_ids?: string[];
        };
        /**
         * ServicePatch
         * @description Only what is given changes.
         */
        ServicePatch: {
            /** Category */
            category?: string | null;
            /** Currency */
            currency?: string | null;
            /** Description */
            description?: string | null;
            /** Duration Minutes */
            duration_minutes?: number | null;
            /** Is Active */
            is_active?: boolean | null;
            /** Name */
            name?: string | null;
            /** Position */
            position?: number | null;
            /** Price Cents */
            price_cents?: number | null;
            /** Price Note */
            price_note?: string | null;
            /** Store Ids */
            store_ids?: string[] | null;
        };
        /**
         * ServiceShown
         * @description Something that can be booked; no store named means at any.
         */
        ServiceShown: {
            /** Category */
            category: string | null;
            /** Chooses Professional */
            chooses_professional: boolean;
            /** Currency */
            currency: string;
            /** Description */
            description: string | null;
            /** Horizon Days */
            horizon_days: number;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Is Online */
            is_online: boolean;
            /** Minutes */
            minutes: number;
            /** Name */
            name: string;
            /** Needs Approval */
            needs_approval: boolean;
            /** Price Cents */
            price_cents: number | null;
            /** Price Note */
            price_note: string | null;
            /** Store Ids */
            store_ids: string[];
        };
        /**
         * SessionOut
         * @description A device that is signed in. `device` is browser and system; `address_prefix` the network it began from.
         */
        SessionOut: {
            /** Address Prefix */
            address_prefix: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Device */
            device: string | null;
            /** Has Second Factor */
            has_second_factor: boolean;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Is Current */
            is_current: boolean;
            /**
             * Last Seen At
             * Format: date-time
             */
            last_seen_at: string;
        };
        /** Sessions */
        Sessions: {
            /** Items */
            items: components["schemas"]["SessionOut"][];
            /** Next Cursor */
            next_cursor?: string | null;
        };
        /**
         * SettleIn
         * @description keep: as it is here; follow: as it is outside.
         */
        SettleIn: {
            /**
             * How
             * @enum {string}
             */
            how: "keep" | "follow";
        };
        /** SignInIn */
        SignInIn: {
            /** Email */
            email: string;
            /**
             * Password
             * Format: password
             */
            password: string;
        };
        /**
         * SigningIn
         * @description How a person signs in. `confirmed_until`: until then they may change it without proving again who they are.
         */
        SigningIn: {
            /**
             * Confirmed Until
             * Format: date-time
             */
            confirmed_until: string;
            /** Has Totp */
            has_totp: boolean;
            /** Passkeys */
            passkeys: components["schemas"]["PasskeyOut"][];
            /** Recovery Codes Left */
            recovery_codes_left: number;
        };
        /**
         * SlotOut
         * @description A time at which a service can begin; any of these professionals can do it.
         */
        SlotOut: {
            /** Places */
            places: number;
            /** Professional Ids */
            professional_ids: string[];
            /**
             * Starts At
             * Format: date-time
             */
            starts_at: string;
            /** Store Id */
            store_id: string | null;
        };
        /**
         * SlotStoreOut
         * @description A store, and the clock that it goes by.
         */
        SlotStoreOut: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Name */
            name: string;
            /** Timezone */
            timezone: string;
        };
        /**
         * SlotsOut
         * @description What is free, ascending, each start once for each store; `timezone` is the clock of the business. `stores` and `professionals`: those
         *     that `items` name.
         */
        SlotsOut: {
            /** Items */
            items: components["schemas"]["SlotOut"][];
            /** Professionals */
            professionals: components["schemas"]["BookedNameOut"][];
            /** Stores */
            stores: components["schemas"]["SlotStoreOut"][];
            /** Timezone */
            timezone: string;
        };
        /**
         * SourceIn
         * @description A new source.
         */
        SourceIn: {
            /**
             * Name
             * @default Cal.com
             */
            name?: string;
        };
        /**
         * SourceOut
         * @description Where Cal.com posts to. `secret` is shown once, when it is made.
         */
        SourceOut: {
            asked?: components["schemas"]["AskingOut"] | null;
            /** Flagged */
            flagged: number;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Is Active */
            is_active: boolean;
            /** Last Received At */
            last_received_at: string | null;
            /** Name */
            name: string;
            /** Routes */
            routes: components["schemas"]["RouteIn"][];
            /** Secret */
            secret?: string | null;
            /** Webhook Url */
            webhook_url: string;
        };
        /**
         * SpanOut
         * @description From one instant to another.
         */
        SpanOut: {
            /**
             * Since
             * Format: date-time
             */
            since: string;
            /**
             * Until
             * Format: date-time
             */
            until: string;
        };
        /**
         * StartOut
         * @description When a visit can begin; `local_start` is what the clock of where it is shows then.
         */
        StartOut: {
            /**
             * Local Start
             * Format: date-time
             */
            local_start: string;
            /**
             * Starts At
             * Format: date-time
             */
            starts_at: string;
            /** Store Id */
            store_id: string | null;
            /** Timezone */
            timezone: string;
        };
        /**
         * StartsOut
         * @description When all services could be had in a row, ascending, each start once for each store.
         */
        StartsOut: {
            /** Items */
            items: components["schemas"]["StartOut"][];
        };
        /**
         * StatusTimes
         * @description When the vendor said each status of a message of ours.
         */
        StatusTimes: {
            /** Delivered */
            delivered?: string | null;
            /** Failed */
            failed?: string | null;
            /** Played */
            played?: string | null;
            /** Read */
            read?: string | null;
            /** Sent */
            sent?: string | null;
        };
        /**
         * StoreIn
         * @description `timezone`: an IANA name, where the store's clock is another than the business's; None where it is the same.
         */
        StoreIn: {
            /**
             * @default {
             *       "city": "",
             *       "complement": "",
             *       "district": "",
             *       "number": "",
             *       "postal_code": "",
             *       "state": "",
             *       "street": ""
             *     }
             */
            address?: components["schemas"]["Address"];
            /**
             * @default {
             *       "exceptions": [],
             *       "holidays": {
             *         "national": true,
             *         "optional": false
             *       },
             *       "weekly": []
             *     }
             */
            hours?: components["schemas"]["Hours"];
            /**
             * Is Active
             * @default true
             */
            is_active?: boolean;
            /** Latitude */
            latitude?: number | null;
            /** Longitude */
            longitude?: number | null;
            /** Name */
            name: string;
            /** Phone */
            phone?: string | null;
            /** Timezone */
            timezone?: string | null;
        };
        /**
         * StoreOut
         * @description `timezone`: the store's own clock, where it is another than the business's.
         */
        StoreOut: {
            address: components["schemas"]["Address"];
            hours: components["schemas"]["Hours"];
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Is Active */
            is_active: boolean;
            /** Latitude */
            latitude: number | null;
            /** Longitude */
            longitude: number | null;
            /** Name */
            name: string;
            /** Phone */
            phone: string | null;
            /** Timezone */
            timezone: string | null;
        };
        /**
         * StorePatch
         * @description Only what is sent changes.
         */
        StorePatch: {
            /**
             * @default {
             *       "city": "",
             *       "complement": "",
             *       "district": "",
             *       "number": "",
             *       "postal_code": "",
             *       "state": "",
             *       "street": ""
             *     }
             */
            address?: components["schemas"]["Address"];
            /**
             * @default {
             *       "exceptions": [],
             *       "holidays": {
             *         "national": true,
             *         "optional": false
             *       },
             *       "weekly": []
             *     }
             */
            hours?: components["schemas"]["Hours"];
            /**
             * Is Active
             * @default true
             */
            is_active?: boolean;
            /** Latitude */
            latitude?: number | null;
            /** Longitude */
            longitude?: number | null;
            /**
             * Name
             * @default
             */
            name?: string;
            /** Phone */
            phone?: string | null;
            /** Timezone */
            timezone?: string | null;
        };
        /** Stores */
        Stores: {
            /** Items */
            items: components["schemas"]["StoreOut"][];
            /** Next Cursor */
            next_cursor?: string | null;
        };
        /**
         * SubscribeIn
         * @description A feed (iCalendar) whose events take a resource's time.
         */
        SubscribeIn: {
            /** Address */
            address: string;
            /** Name */
            name: string;
            /**
             * Resource Id
             * Format: uuid
             */
            resource_id: string;
        };
        /**
         * Sums
         * @description `received` (each once) = `done` + `ignored` + `dead` + `waiting` + `missing`; `again` came though it was here already.
         */
        Sums: {
            /** Again */
            again: number;
            /** Dead */
            dead: number;
            /** Done */
            done: number;
            /** Ignored */
            ignored: number;
            /** Missing */
            missing: number;
            /** Received */
            received: number;
            /** Retried */
            retried: number;
            /** Waiting */
            waiting: number;
        };
        /**
         * TakenBackOut
         * @description It is connected no more. `is_taken_back`: the vendor knows; otherwise the person takes the consent back there.
         */
        TakenBackOut: {
            /** Is Taken Back */
            is_taken_back: boolean;
        };
        /**
         * TakenOut
         * @description A professional, a room or a piece of equipment that an appointment takes.
         */
        TakenOut: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "professional" | "room" | "equipment";
            /** Name */
            name: string;
        };
        /** Team */
        Team: {
            /** Items */
            items: components["schemas"]["MemberOut"][];
            /** Next Cursor */
            next_cursor?: string | null;
            /** Offered Permissions */
            offered_permissions: string[];
            /**
             * Requires Second Factor
             * @default false
             */
            requires_second_factor?: boolean;
        };
        /**
         * TellingOut
         * @description By which changes are told; none: they are found by looking. `problem`: why there is none.
         */
        TellingOut: {
            /** Is Open */
            is_open: boolean;
            /** Last Told At */
            last_told_at: string | null;
            /** Problem */
            problem: string | null;
            /** Until */
            until: string | null;
        };
        /**
         * TemplateButton
         * @description A button of a template.
         */
        TemplateButton: {
            /** Text */
            text?: string | null;
            /**
             * Type
             * @default
             */
            type?: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * TemplateIn
         * @description The template of a number for people who did not write within 24 hours. `values` by slot, with places such as `{{nome}}`.
         */
        TemplateIn: {
            /**
             * Connection Id
             * Format: uuid
             */
            connection_id: string;
            /** Language */
            language: string;
            /** Name */
            name: string;
            /** Values */
            values: {
                [key: string]: string;
            };
        };
        /**
         * TemplateOut
         * @description A message template that may be sent outside the window.
         */
        TemplateOut: {
            /** Category */
            category: string | null;
            /** Components */
            components: components["schemas"]["TemplatePart"][];
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Language */
            language: string;
            /** Name */
            name: string;
            /** Slots */
            slots: components["schemas"]["TemplateSlot"][];
            /** Status */
            status: string;
        };
        /**
         * TemplatePart
         * @description Header, body, footer or buttons, as the vendor keeps them.
         */
        TemplatePart: {
            /** Buttons */
            buttons?: components["schemas"]["TemplateButton"][] | null;
            /** Format */
            format?: string | null;
            /** Text */
            text?: string | null;
            /**
             * Type
             * @default
             */
            type?: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * TemplateSlot
         * @description One value a template asks for; a send gives it under `key`.
         */
        TemplateSlot: {
            /** Example */
            example: string | null;
            /** Is Needed */
            is_needed: boolean;
            /** Key */
            key: string;
            /** Kind */
            kind: string;
            /** Name */
            name: string | null;
        };
        /**
         * Templates
         * @description All templates of a number.
         */
        Templates: {
            /** Items */
            items: components["schemas"]["TemplateOut"][];
        };
        /**
         * TenantIn
         * @description A new client: the business, its first store and the e-mail of its owner, who is invited.
         */
        TenantIn: {
            /**
             * Kind
             * @enum {string}
             */
            kind: "clinic" | "restaurant" | "other";
            /** Name */
            name: string;
            /**
             * Owner Email
             * Format: email
             */
            owner_email: string;
            /** Slug */
            slug?: string | null;
            /** Store Name */
            store_name?: string | null;
            /**
             * Timezone
             * @default America/Sao_Paulo
             */
            timezone?: string;
        };
        /**
         * TenantMade
         * @description A new client. `owner_link`: the link of its owner's invitation, shown this once, where the install can send no mail.
         */
        TenantMade: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "clinic" | "restaurant" | "other";
            /**
             * Locale
             * @enum {string}
             */
            locale: "pt-BR" | "en";
            /** Name */
            name: string;
            /** Owner Link */
            owner_link: string | null;
            /** Slug */
            slug: string;
            /** Timezone */
            timezone: string;
        };
        /** TenantOut */
        TenantOut: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "clinic" | "restaurant" | "other";
            /**
             * Locale
             * @enum {string}
             */
            locale: "pt-BR" | "en";
            /** Name */
            name: string;
            /** Slug */
            slug: string;
            /** Timezone */
            timezone: string;
        };
        /** TenantPatch */
        TenantPatch: {
            /** Kind */
            kind?: ("clinic" | "restaurant" | "other") | null;
            /** Locale */
            locale?: ("pt-BR" | "en") | null;
            /** Name */
            name?: string | null;
            /** Timezone */
            timezone?: string | null;
        };
        /**
         * TenantPlace
         * @description A business in the list of those a person may enter, with what they are there.
         */
        TenantPlace: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "clinic" | "restaurant" | "other";
            /** Name */
            name: string;
            /**
             * Needs Second Factor
             * @description It lets in only whoever signed in with a second factor, and this session did not
             * @default false
             */
            needs_second_factor?: boolean;
            /** Permissions */
            permissions: string[];
            role: components["schemas"]["Role"];
            /** Slug */
            slug: string;
            /** Timezone */
            timezone: string;
        };
        /**
         * Texts
         * @description Words in both languages; empty where there are none.
         */
        Texts: {
            /**
             * En
             * @default
             */
            en?: string;
            /**
             * Pt-Br
             * @default
             */
            "pt-BR"?: string;
        };
        /** TicketIn */
        TicketIn: {
            /** Ticket */
            ticket?: string | null;
        };
        /**
         * TimelineOut
         * @description A stretch of a timeline, oldest first.
         */
        TimelineOut: {
            /** Items */
            items: (components["schemas"]["MessageOut"] | components["schemas"]["NoteOut"] | components["schemas"]["EventOut"])[];
            /** Next Cursor */
            next_cursor: string | null;
            /** Prev Cursor */
            prev_cursor: string | null;
        };
        /** TokenIn */
        TokenIn: {
            /**
             * Token
             * Format: password
             */
            token: string;
        };
        /**
         * TotpOut
         * @description For an authenticator app: the secret to type, its address, and a QR code of that address as a data URI (SVG).
         */
        TotpOut: {
            /** Address */
            address: string;
            /** Qr */
            qr: string;
            /** Secret */
            secret: string;
        };
        /**
         * Unit
         * @description What is counted between two of a series.
         * @enum {string}
         */
        Unit: "day" | "week" | "month";
        /**
         * UnroutedOut
         * @description One event that is nobody's.
         */
        UnroutedOut: {
            /** Account Id */
            account_id: string | null;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Kind */
            kind: string;
            /** Number Id */
            number_id: string | null;
            /** Provider */
            provider: string;
            /** Reason */
            reason: string;
            /**
             * Received At
             * Format: date-time
             */
            received_at: string;
            /** Routed At */
            routed_at: string | null;
        };
        /**
         * UnroutedPage
         * @description Some of them, newest first, and how many there are by reason.
         */
        UnroutedPage: {
            /** Items */
            items: components["schemas"]["UnroutedOut"][];
            /** Next Cursor */
            next_cursor: string | null;
            /** Reasons */
            reasons: components["schemas"]["UnroutedReason"][];
        };
        /**
         * UnroutedReason
         * @description How many are nobody's for one reason; `routed` of them found their owner since.
         */
        UnroutedReason: {
            /** Count */
            count: number;
            /**
             * Last Received At
             * Format: date-time
             */
            last_received_at: string;
            /** Reason */
            reason: string;
            /** Routed */
            routed: number;
        };
        /**
         * UnroutedWhole
         * @description One of them as it came.
         */
        UnroutedWhole: {
            /** Account Id */
            account_id: string | null;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Kind */
            kind: string;
            /** Number Id */
            number_id: string | null;
            /** Provider */
            provider: string;
            /** Raw */
            raw: unknown;
            /** Reason */
            reason: string;
            /**
             * Received At
             * Format: date-time
             */
            received_at: string;
            /** Routed At */
            routed_at: string | null;
        };
        /** UserOut */
        UserOut: {
            /** Email */
            email: string;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Locale
             * @enum {string}
             */
            locale: "pt-BR" | "en";
            /** Name */
            name: string;
        };
        /** ValidationError */
        ValidationError: {
            /** Context */
            ctx?: Record<string, never>;
            /** Input */
            input?: unknown;
            /** Location */
            loc: (string | number)[];
            /** Message */
            msg: string;
            /** Error Type */
            type: string;
        };
        /**
         * VisitIn
         * @description Who wants which services one after the other, from when on. `client_id`: the asker's own id; asked again, the same visit.
         *     `import_id`: as of one appointment; it is the first of them.
         */
        VisitIn: {
            /** Client Id */
            client_id?: string | null;
            /**
             * Contact Id
             * Format: uuid
             */
            contact_id: string;
            /** Conversation Id */
            conversation_id?: string | null;
            /** Import Id */
            import_id?: string | null;
            /**
             * Note
             * @default
             */
            note?: string;
            /** Parts */
            parts: components["schemas"]["PartIn"][];
            /**
             * Starts At
             * Format: date-time
             */
            starts_at: string;
            /** Store Id */
            store_id?: string | null;
        };
        /**
         * VisitMoveIn
         * @description To when the visit goes. `was_starts_at`: when it began as whoever asks saw it.
         */
        VisitMoveIn: {
            /**
             * Reason
             * @default
             */
            reason?: string;
            /**
             * Starts At
             * Format: date-time
             */
            starts_at: string;
            /** Was Starts At */
            was_starts_at?: string | null;
        };
        /**
         * VisitOut
         * @description All appointments of a visit, by start.
         */
        VisitOut: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Items */
            items: components["schemas"]["AppointmentOut"][];
        };
        /**
         * WaitIn
         * @description Who would come for what: a start on one of these dates, not before `earliest` and not after `latest` by the store's clock;
         *     `weekdays`: of these only (empty: any). `appointment_id`: in the place of this one of theirs, which goes there; then only a time
         *     before it is offered, and how many a person may have does not matter.
         */
        WaitIn: {
            /** Appointment Id */
            appointment_id?: string | null;
            /**
             * Contact Id
             * Format: uuid
             */
            contact_id: string;
            /** Conversation Id */
            conversation_id?: string | null;
            /** Earliest */
            earliest?: string | null;
            /**
             * First On
             * Format: date
             */
            first_on: string;
            /**
             * Last On
             * Format: date
             */
            last_on: string;
            /** Latest */
            latest?: string | null;
            /**
             * Note
             * @default
             */
            note?: string;
            /** Professional Id */
            professional_id?: string | null;
            /**
             * Service Id
             * Format: uuid
             */
            service_id: string;
            /** Store Id */
            store_id?: string | null;
            /**
             * Weekdays
             * @default []
             */
            weekdays?: number[];
        };
        /**
         * WaitOfferOut
         * @description A time that became free and was held for who waits, and what came of it. `store_id`: where its appointment is (none: online);
         *     `timezone` is the clock of that place, `local_start` what it shows then.
         */
        WaitOfferOut: {
            /**
             * Appointment Id
             * Format: uuid
             */
            appointment_id: string;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Local Start
             * Format: date-time
             */
            local_start: string;
            /**
             * Offered At
             * Format: date-time
             */
            offered_at: string;
            /**
             * Outcome
             * @enum {string}
             */
            outcome: "open" | "taken" | "declined" | "run_out" | "unsaid" | "withdrawn";
            /** Settled At */
            settled_at: string | null;
            /**
             * Starts At
             * Format: date-time
             */
            starts_at: string;
            /** Store Id */
            store_id: string | null;
            /** Timezone */
            timezone: string;
            /**
             * Until
             * Format: date-time
             */
            until: string;
        };
        /**
         * WaitOut
         * @description Somebody who waits, or waited. `weekdays`: for these only (empty: any). `appointment_id`: what they have, and would go there, and
         *     when it begins. `unreached`: why the last offer could not be said in the chat.
         */
        WaitOut: {
            /** Appointment Id */
            appointment_id: string | null;
            /** Appointment Starts At */
            appointment_starts_at: string | null;
            /**
             * Contact Id
             * Format: uuid
             */
            contact_id: string;
            /** Contact Name */
            contact_name: string | null;
            /** Conversation Id */
            conversation_id: string | null;
            /** Earliest */
            earliest: string | null;
            /**
             * First On
             * Format: date
             */
            first_on: string;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Last On
             * Format: date
             */
            last_on: string;
            /** Latest */
            latest: string | null;
            /** Note */
            note: string;
            /** Offers */
            offers: components["schemas"]["WaitOfferOut"][];
            /** Professional Id */
            professional_id: string | null;
            /**
             * Service Id
             * Format: uuid
             */
            service_id: string;
            /** Service Name */
            service_name: string;
            /** Settled At */
            settled_at: string | null;
            /**
             * Since
             * Format: date-time
             */
            since: string;
            /** Source */
            source: string;
            /**
             * State
             * @enum {string}
             */
            state: "waiting" | "booked" | "left" | "over" | "unanswered";
            /** Store Id */
            store_id: string | null;
            /** Unreached */
            unreached: string | null;
            /** Weekdays */
            weekdays: number[];
        };
        /**
         * WaitPage
         * @description A page of those who wait, the longest waiting first.
         */
        WaitPage: {
            /** Items */
            items: components["schemas"]["WaitOut"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * WaysIn
         * @description How many of each open the account, or act in its name, besides its password.
         */
        WaysIn: {
            /** Apps */
            apps: number;
            /** Identities */
            identities: number;
            /** Keys */
            keys: number;
            /** Passkeys */
            passkeys: number;
            /** Recovery Codes */
            recovery_codes: number;
        };
        /** WeeklyPeriod */
        WeeklyPeriod: {
            /** Closes */
            closes: string;
            /** Opens */
            opens: string;
            /**
             * Weekday
             * @description 0 is Monday
             */
            weekday: number;
        };
        /**
         * WorkingOut
         * @description When one resource works.
         */
        WorkingOut: {
            /**
             * Resource Id
             * Format: uuid
             */
            resource_id: string;
            /** Spans */
            spans: components["schemas"]["SpanOut"][];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    accounts_see_agency_policy: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyReach"];
                };
            };
        };
    };
    accounts_set_agency_policy: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PolicyIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    accounts_list_clients: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgencyTenants"];
                };
            };
        };
    };
    accounts_create_client: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TenantIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantMade"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    accounts_undo_email_change: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EmailUndone"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    accounts_ask_for_reset: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ForgottenIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    accounts_forward: {
        parameters: {
            query?: {
                tenant?: string | null;
                may?: components["schemas"]["Permission"] | null;
                answer?: "refuse" | "redirect";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    accounts_forward_keys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: {
                            [key: string]: string;
                        }[];
                    };
                };
            };
        };
    };
    accounts_look_at_invitation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SeenInvitation"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    accounts_accept_invitation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AcceptIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    accounts_sign_in_outside: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OutsideTokenIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    accounts_finish_outside: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OutsideCodeIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OutsideBack"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    accounts_start_outside: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OutsideStartIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OutsideLeave"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    accounts_list_outside_ways: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OutsideWays"];
                };
            };
        };
    };
    accounts_sign_in_by_passkey: {
        parameters: {
            query?: never;
            header: {
                Origin: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CredentialIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    accounts_start_passkey: {
        parameters: {
            query?: never;
            header: {
                Origin: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TicketIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChallengeOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    accounts_reset_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPasswordIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    accounts_finish_sign_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SecondFactorIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    accounts_sign_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignInIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"] | components["schemas"]["SecondStep"];
                };
            };
            /** @description A second factor is asked for */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecondStep"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    accounts_sign_out: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    audit_list_install_entries: {
        parameters: {
            query?: {
                cursor?: string | null;
                limit?: number;
                actor_id?: string | null;
                actor_kind?: ("user" | "key" | "operator" | "system" | "bot" | "customer" | "stranger") | null;
                what?: ("access" | "team" | "keys" | "settings" | "people" | "records") | null;
                subject_id?: string | null;
                since?: string | null;
                until?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditEntries"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    audit_see_install_standing: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditStanding"];
                };
            };
        };
    };
    audit_check_install_chain: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditStanding"];
                };
            };
        };
    };
    audit_export_install_entries: {
        parameters: {
            query?: {
                format?: "csv" | "jsonl";
                actor_id?: string | null;
                actor_kind?: ("user" | "key" | "operator" | "system" | "bot" | "customer" | "stranger") | null;
                what?: ("access" | "team" | "keys" | "settings" | "people" | "records") | null;
                subject_id?: string | null;
                since?: string | null;
                until?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    reports_list_unrouted: {
        parameters: {
            query?: {
                reason?: string | null;
                cursor?: string | null;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UnroutedPage"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    reports_get_unrouted: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                unrouted_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UnroutedWhole"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    accounts_get_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
        };
    };
    accounts_change_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MeIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    accounts_confirm_myself: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfirmIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    accounts_confirm_by_passkey: {
        parameters: {
            query?: never;
            header: {
                Origin: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CredentialIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    accounts_start_confirming: {
        parameters: {
            query?: never;
            header: {
                Origin: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChallengeOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    accounts_change_email: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EmailIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    accounts_confirm_email: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EmailOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    accounts_list_identities: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OutsideIdentities"];
                };
            };
        };
    };
    accounts_link_identity: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OutsideTokenIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OutsideIdentityOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    accounts_start_linking: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OutsideStartIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OutsideLeave"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    accounts_unlink_identity: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                identity_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    accounts_join: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    accounts_add_passkey: {
        parameters: {
            query?: never;
            header: {
                Origin: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPasskeyIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasskeyOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    accounts_start_adding_passkey: {
        parameters: {
            query?: never;
            header: {
                Origin: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChallengeOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    accounts_remove_passkey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                passkey_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    accounts_rename_passkey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                passkey_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasskeyPatch"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasskeyOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    accounts_change_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    accounts_renew_recovery_codes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryCodes"];
                };
            };
        };
    };
    accounts_list_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sessions"];
                };
            };
        };
    };
    accounts_end_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EndSessionsIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    accounts_end_session: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    accounts_get_signing_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SigningIn"];
                };
            };
        };
    };
    accounts_set_up_totp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TotpOut"];
                };
            };
        };
    };
    accounts_turn_totp_off: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    accounts_turn_totp_on: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CodeIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryCodes"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_see_ones_appointment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                link: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BookedOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_take_to_ones_calendar: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                link: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/calendar": unknown;
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_cancel_ones_appointment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                link: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CancelIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BookedOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_list_days_to_move_to: {
        parameters: {
            query: {
                month: string;
            };
            header?: never;
            path: {
                link: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FreeDaysOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_move_ones_appointment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                link: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MoveIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BookedOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_list_times_to_move_to: {
        parameters: {
            query?: {
                since?: string | null;
                until?: string | null;
            };
            header?: never;
            path: {
                link: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FreeOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_visit_page: {
        parameters: {
            query?: {
                language?: ("pt-BR" | "en") | null;
            };
            header?: never;
            path: {
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageShown"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_book_by_oneself: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                slug: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BookingIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BookedOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_see_cover: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/*": unknown;
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_list_free_days: {
        parameters: {
            query: {
                service_id: string;
                month: string;
                store_id?: string | null;
                professional_id?: string | null;
            };
            header?: never;
            path: {
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FreeDaysOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_list_free_times: {
        parameters: {
            query: {
                service_id: string;
                since?: string | null;
                until?: string | null;
                store_id?: string | null;
                professional_id?: string | null;
            };
            header?: never;
            path: {
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FreeOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    audit_list_entries: {
        parameters: {
            query?: {
                cursor?: string | null;
                limit?: number;
                actor_id?: string | null;
                actor_kind?: ("user" | "key" | "operator" | "system" | "bot" | "customer" | "stranger") | null;
                what?: ("access" | "team" | "keys" | "settings" | "people" | "records") | null;
                subject_id?: string | null;
                since?: string | null;
                until?: string | null;
            };
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditEntries"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    audit_see_standing: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditStanding"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    audit_check_chain: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditStanding"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    audit_export_entries: {
        parameters: {
            query?: {
                format?: "csv" | "jsonl";
                actor_id?: string | null;
                actor_kind?: ("user" | "key" | "operator" | "system" | "bot" | "customer" | "stranger") | null;
                what?: ("access" | "team" | "keys" | "settings" | "people" | "records") | null;
                subject_id?: string | null;
                since?: string | null;
                until?: string | null;
            };
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_list_appointments: {
        parameters: {
            query?: {
                since?: string | null;
                until?: string | null;
                resource_id?: string[] | null;
                store_id?: string | null;
                service_id?: string[] | null;
                state?: ("hold" | "pending" | "confirmed" | "completed" | "no_show" | "cancelled" | "expired")[] | null;
                cursor?: string | null;
                limit?: number;
            };
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppointmentPage"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_book: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AppointmentIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppointmentOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_read_appointment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                appointment_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppointmentOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_approve_appointment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                appointment_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ReasonIn"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppointmentOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_cancel_appointment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                appointment_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReasonIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppointmentOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_cancel_rest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                appointment_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReasonIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SeriesOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_complete_appointment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                appointment_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ReasonIn"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppointmentOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_miss_appointment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                appointment_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ReasonIn"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppointmentOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_reschedule_appointment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                appointment_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RescheduleIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppointmentOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_reschedule_rest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                appointment_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RestIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SeriesOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_resize_appointment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                appointment_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResizeIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppointmentOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_restore_appointment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                appointment_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppointmentOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_restore_together: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                appointment_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RestoredOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_take_appointment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                appointment_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppointmentOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_list_busy: {
        parameters: {
            query?: {
                since?: string | null;
                until?: string | null;
                resource_id?: string[] | null;
                cursor?: string | null;
                limit?: number;
            };
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BusyPage"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_list_calendars: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: components["schemas"]["CalendarOut"][];
                    };
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_connect_calendar: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConsentBackIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CalendarOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_start_consent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConsentIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConsentOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_subscribe_calendar: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SubscribeIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CalendarOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_disconnect_calendar: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                calendar_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TakenBackOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_change_calendar: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                calendar_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CalendarPatch"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CalendarOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_list_choice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                calendar_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: components["schemas"]["ChosenOut"][];
                    };
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_choose_calendars: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                calendar_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChoiceIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CalendarOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_look_at_calendar: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                calendar_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CalendarOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_list_closures: {
        parameters: {
            query?: {
                since?: string | null;
                until?: string | null;
            };
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: components["schemas"]["ClosureOut"][];
                    };
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_add_closure: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClosureIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClosureOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_remove_closure: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                closure_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_list_customers: {
        parameters: {
            query?: {
                q?: string;
            };
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: components["schemas"]["CustomerOut"][];
                    };
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_add_customer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CustomerIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegisteredOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_list_of_customer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                contact_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OfCustomer"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_list_overlaps: {
        parameters: {
            query?: {
                at?: string[] | null;
                minutes?: number;
            };
            header?: never;
            path: {
                contact_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OverlapsOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_list_feeds: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: components["schemas"]["FeedOut"][];
                    };
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_renew_feed: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FeedIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FeedOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_remove_feed: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                feed_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_list_flags: {
        parameters: {
            query?: {
                appointment_id?: string | null;
                settled?: boolean;
                cursor?: string | null;
                limit?: number;
            };
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlagPage"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_settle_flag: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                flag_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SettleIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_list_imports: {
        parameters: {
            query?: {
                cursor?: string | null;
                limit?: number;
            };
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportPage"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_settle_import: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                import_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ImportSettleIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_list_off_clock: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: components["schemas"]["OffClockOut"][];
                    };
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_keep_off_clock: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                appointment_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OffClockIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppointmentOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_put_back_off_clock: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                appointment_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OffClockIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppointmentOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_read_page: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_write_page: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PageIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_print_page_card: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/svg+xml": unknown;
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_put_page_cover: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["Body_bookings_put_page_cover"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_remove_page_cover: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_prove_domain: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_read_reminder_settings: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReminderSettingsOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_write_reminder_settings: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReminderSettingsIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReminderSettingsOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_list_failed_reminders: {
        parameters: {
            query?: {
                cursor?: string | null;
                limit?: number;
            };
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FailedReminderPage"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_settle_failed_reminder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                reminder_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_list_resources: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: components["schemas"]["ResourceOut"][];
                    };
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_add_resource: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResourceIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResourceOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_remove_resource: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                resource_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_change_resource: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                resource_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResourcePatch"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResourceOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_write_plans: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                resource_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PlansIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResourceOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_book_series: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SeriesIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SeriesOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_list_series_starts: {
        parameters: {
            query: {
                service_id: string;
                starts_at?: string | null;
                store_id?: string | null;
                professional_id?: string | null;
                every?: number;
                unit?: components["schemas"]["Unit"];
                count?: number | null;
                until?: string | null;
            };
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SeriesStartsOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_read_series: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                series_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SeriesOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_list_bookable_services: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: components["schemas"]["BookableOut"][];
                    };
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_write_bookable_service: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                service_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BookableIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BookableOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_remove_bookable_service: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                service_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_list_slots: {
        parameters: {
            query: {
                service_id: string;
                since?: string | null;
                until?: string | null;
                store_id?: string | null;
                professional_id?: string | null;
                as_staff?: boolean;
                moving?: string | null;
            };
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SlotsOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_list_sources: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: components["schemas"]["SourceOut"][];
                    };
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_open_source: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SourceIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_close_source: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                connection_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_ask_source: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                connection_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AskingIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_stop_asking_source: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                connection_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_list_source_kinds: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                connection_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: components["schemas"]["KindOut"][];
                    };
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_write_import_routes: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                connection_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RoutesIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_renew_source_secret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                connection_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_list_visit_starts: {
        parameters: {
            query: {
                service_id: string[];
                since?: string | null;
                until?: string | null;
                store_id?: string | null;
                professional_id?: (string | "any")[] | null;
            };
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StartsOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_book_visit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VisitIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VisitOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_read_visit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                visit_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VisitOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_cancel_visit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                visit_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReasonIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VisitOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_reschedule_visit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                visit_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VisitMoveIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VisitOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_list_starts_to_move_visit: {
        parameters: {
            query?: {
                since?: string | null;
                until?: string | null;
            };
            header?: never;
            path: {
                visit_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StartsOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_list_waits: {
        parameters: {
            query?: {
                state?: ("waiting" | "booked" | "left" | "over" | "unanswered") | null;
                service_id?: string | null;
                contact_id?: string | null;
                cursor?: string | null;
                limit?: number;
            };
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WaitPage"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_join_waits: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WaitIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WaitOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_leave_waits: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                wait_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bot_offer_time: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                wait_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HandOfferIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WaitOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_list_working: {
        parameters: {
            query?: {
                first?: string | null;
                last?: string | null;
                store_id?: string | null;
                locale?: "pt-BR" | "en";
            };
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgendaHoursOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bot_read_bot: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bot_write_bot: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    knowledge_read_business: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProfileIn"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    knowledge_write_business: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProfileIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProfileIn"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    inbox_list_templates: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                connection_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Templates"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    integrations_list_connections: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connections"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    integrations_add_connection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConnectionIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    integrations_remove_connection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                connection_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    integrations_change_connection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                connection_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConnectionPatch"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    integrations_check_connection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                connection_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    contacts_read_contact: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                contact_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContactOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    contacts_rename_contact: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                contact_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ContactPatch"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContactOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    contacts_list_merges: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                contact_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: components["schemas"]["MergeOut"][];
                    };
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    contacts_merge_contacts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                contact_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MergeIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MergeOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    inbox_list_conversations: {
        parameters: {
            query?: {
                filter?: components["schemas"]["Filter"];
                status?: components["schemas"]["CaseState"];
                q?: string;
                cursor?: string | null;
                limit?: number;
            };
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversationPage"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    inbox_count_conversations: {
        parameters: {
            query?: {
                status?: components["schemas"]["CaseState"];
            };
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Counts"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    inbox_read_conversation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversationOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    inbox_assign_conversation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AssignIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversationOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    inbox_assume_conversation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["AssumeIn"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversationOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    inbox_close_conversation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversationOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    inbox_read_timeline: {
        parameters: {
            query?: {
                before?: string | null;
                after?: string | null;
                limit?: number;
            };
            header?: never;
            path: {
                conversation_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TimelineOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    inbox_send_message: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SendIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    inbox_add_note: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NoteIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NoteOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    inbox_read_to_the_end: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    inbox_reopen_conversation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversationOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    inbox_return_conversation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversationOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    inbox_show_typing: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    reports_get_custody: {
        parameters: {
            query?: {
                first?: string | null;
                last?: string | null;
                connection_id?: string | null;
            };
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Custody"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    reports_list_events: {
        parameters: {
            query?: {
                first?: string | null;
                last?: string | null;
                connection_id?: string | null;
                contact_id?: string | null;
                conversation_id?: string | null;
                message_id?: string | null;
                state?: ("waiting" | "done" | "ignored" | "dead") | null;
                kind?: ("message" | "status" | "echo" | "history" | "identity" | "preference" | "contact" | "account" | "error" | "unknown" | "malformed") | null;
                reason?: string | null;
                retried?: boolean;
                cursor?: string | null;
                limit?: number;
            };
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustodyEvents"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    reports_get_event: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustodyEventWhole"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    reports_list_replays: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Replays"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    reports_start_replay: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReplayIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    reports_get_replay: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                replay_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    reports_stop_replay: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                replay_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    reports_get_delays: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delays"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    inbox_upload_file: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["Body_inbox_upload_file"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FileOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    inbox_download_file: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                file_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    accounts_list_invitations: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invitations"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    accounts_invite: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InvitationIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitationMade"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    accounts_revoke_invitation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                invitation_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    accounts_resend_invitation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                invitation_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitationMade"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    accounts_list_keys: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKeys"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    accounts_create_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApiKeyIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKeyMade"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    accounts_revoke_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    inbox_follow: {
        parameters: {
            query?: {
                after?: string | null;
            };
            header?: {
                "last-event-id"?: string | null;
            };
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    contacts_undo_merge: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                merge_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MergeOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    inbox_read_message: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                message_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    inbox_resend_message: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                message_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    knowledge_list_professionals: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: components["schemas"]["ProfessionalOut"][];
                    };
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    knowledge_add_professional: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProfessionalIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProfessionalOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    knowledge_remove_professional: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                professional_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    knowledge_change_professional: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                professional_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProfessionalPatch"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProfessionalOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    knowledge_list_services: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: components["schemas"]["ServiceOut"][];
                    };
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    knowledge_add_service: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ServiceIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServiceOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    knowledge_remove_service: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                service_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    knowledge_change_service: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                service_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ServicePatch"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServiceOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    simulator_wait_for_events: {
        parameters: {
            query?: {
                after?: number | null;
                wait?: number;
            };
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    simulator_list_faults: {
        parameters: {
            query: {
                number_id: string;
            };
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    simulator_add_fault: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    simulator_clear_fault: {
        parameters: {
            query: {
                number_id: string;
            };
            header?: never;
            path: {
                fault_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    simulator_upload: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    simulator_download: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                media_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    simulator_list_numbers: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    simulator_echo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                number_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    simulator_list_phones: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    simulator_add_phone: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    simulator_remove_phone: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                phone_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    simulator_change_phone: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                phone_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    simulator_list_threads: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                phone_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    simulator_read_thread: {
        parameters: {
            query?: {
                before?: number | null;
                after?: number | null;
                limit?: number;
            };
            header?: never;
            path: {
                phone_id: string;
                number_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    simulator_change_thread: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                phone_id: string;
                number_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    simulator_act: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                phone_id: string;
                number_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    simulator_change_identity: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                phone_id: string;
                change: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    accounts_list_stores: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Stores"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    accounts_add_store: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StoreIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoreOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    accounts_remove_store: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                store_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    accounts_change_store: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                store_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StorePatch"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoreOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    accounts_list_team: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Team"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    accounts_see_team_policy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyReach"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    accounts_set_team_policy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PolicyIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    accounts_list_removed: {
        parameters: {
            query?: {
                cursor?: string | null;
                limit?: number;
            };
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RemovedMembers"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    accounts_remove_member: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    accounts_change_member: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: string;
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MemberPatch"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    accounts_get_tenant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    accounts_change_tenant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TenantPatch"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantOut"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_hear_calendar: {
        parameters: {
            query?: never;
            header?: {
                "x-goog-channel-id"?: string;
                "x-goog-channel-token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bookings_read_feed: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                business_id: string;
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
}
