import FunctionRuntime
import LearnHooks
import Receiving

extension FunctionDeployment {
    /// The function for systemd, from 250 on: a unit with few permissions beyond answering and sending.
    ///
    /// Sources: systemd.service(5), systemd.exec(5), systemd.resource-control(5)
    var systemd: String {
        """
        # \(Self.unitFolder)/\(name).service; then: systemctl daemon-reload && systemctl enable --now \(name)
        #
        # Before: \(Self.programFolder)/\(FunctionImage.program), and in \(Self.secretsFolder), for root alone:
        \(credentialHints)# \(Self.variablesFile) says where actions go, one variable a line and without quotes; and what else is set:
        \(Self.variablesExample)
        # What ends TLS stands before it, on this machine: platforms call https URLs. HOST in that file sets another address.
        [Unit]
        Description=LearnHooks, webhooks of \(target.name ?? "learning platforms") in, actions out
        Wants=network-online.target
        After=network-online.target

        [Service]
        Type=exec
        ExecStart=\(Self.programFolder)/\(FunctionImage.program)\(target.name.map { " \($0)" } ?? "")
        Environment=HOST=127.0.0.1
        \(keeping)
        EnvironmentFile=\(Self.secretsFolder)/\(Self.variablesFile)
        \(credentials)
        # What cannot start as it is set does not start again either.
        Restart=always
        RestartSec=5
        RestartPreventExitStatus=64 78
        TimeoutStopSec=15
        MemoryMax=256M

        DynamicUser=yes
        StateDirectory=\(name)
        StateDirectoryMode=0700
        WorkingDirectory=%S/\(name)
        UMask=0077
        CapabilityBoundingSet=
        NoNewPrivileges=yes
        PrivateDevices=yes
        PrivateMounts=yes
        PrivateTmp=yes
        PrivateUsers=yes
        ProcSubset=pid
        ProtectClock=yes
        ProtectControlGroups=yes
        ProtectHome=yes
        ProtectHostname=yes
        ProtectKernelLogs=yes
        ProtectKernelModules=yes
        ProtectKernelTunables=yes
        ProtectProc=invisible
        ProtectSystem=strict
        RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
        RestrictNamespaces=yes
        RestrictRealtime=yes
        RestrictSUIDSGID=yes
        LockPersonality=yes
        MemoryDenyWriteExecute=yes
        SystemCallArchitectures=native
        SystemCallFilter=@system-service
        SystemCallFilter=~@privileged @resources
        SystemCallErrorNumber=EPERM

        [Install]
        WantedBy=multi-user.target

        """
    }

    private static let unitFolder = "/etc/systemd/system"
    private static let programFolder = "/usr/local/bin"
    private static let secretsFolder = "/etc/learnhooks"

    private var credentialHints: String {
        let lines = verifiedPlatforms.map { "# \($0.name) has the secrets of \($0.name), one a line\n" }
        let hint = "# Take out both lines, further down, of each platform that is not to be served.\n"
        return lines.joined() + (verifiedPlatforms.count > 1 ? hint : "")
    }

    /// The folder of what it keeps.
    private var keeping: String {
        hasJournal
            ? "Environment=JOURNAL=%S/\(name)/\(Deployment.journalFile)" : "Environment=DEAD_LETTERS=%S/\(name)"
    }

    /// The secrets, as files that this process alone can read.
    private var credentials: String {
        verifiedPlatforms.map { platform in
            """
            Environment=\(Deployment.secretsVariable(of: platform))_FILE=%d/\(platform.name)
            LoadCredential=\(platform.name):\(Self.secretsFolder)/\(platform.name)
            """
        }.joined(separator: "\n")
    }
}
