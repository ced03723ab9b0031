using Breakwater.Fraud.Read;
using Microsoft.Extensions.DependencyInjection;

namespace Breakwater.Fraud;

/// <summary>What works cases.</summary>
internal static class CaseServices
{
    public static void AddCases(this IServiceCollection services)
    {
        services.AddSingleton<CaseDesk>();
        services.AddSingleton<CaseAlarm>();
        services.AddSingleton<CaseQueries>();
        services.AddSingleton<RecordFindings>();
        services.AddSingleton<ClaimCase>();
        services.AddSingleton<ReleaseCase>();
        services.AddSingleton<AssignCase>();
        services.AddSingleton<SnoozeCase>();
        services.AddSingleton<CommentCase>();
        services.AddSingleton<EscalateCase>();
        services.AddSingleton<DecideCase>();
        services.AddSingleton<ReopenCase>();
        services.AddSingleton<MergeCases>();
        services.AddSingleton<SplitCase>();
        services.AddSingleton<DisputeUsage>();
        services.AddSingleton<NotifyCustomerOwner>();
        services.AddSingleton<ActOnKey>();
        services.AddSingleton<SaveView>();
    }
}
