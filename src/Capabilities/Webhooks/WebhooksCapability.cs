using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Breakwater.Webhooks;

/// <summary>Registers payment webhooks.</summary>
public static class WebhooksCapability
{
    /// <summary>Adds the capability: the rules by which each provider's events make up subscriptions.</summary>
    public static IServiceCollection AddWebhooks(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddKeyedSingleton<IProviderFold>(Provider.Stripe, (_, _) => new StripeFold());
        services.AddKeyedSingleton<IProviderFold>(Provider.Apple, (_, _) => new AppleFold());
        services.AddKeyedSingleton<IProviderFold>(Provider.Google, (_, _) => new GoogleFold());
        return services;
    }
}
